package dynamo

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/throttle"
)

func deviceKey(user account.ID, hash string) item {
	return item{"user_id": number(user), "token_hash": text(hash)}
}

// deviceItem has no failures: those are a set that tries add to.
func deviceItem(d device.Device) item {
	return item{
		"user_id":       number(d.UserID),
		"token_hash":    text(d.TokenHash),
		"id":            text(d.ID),
		"session_epoch": number(d.Epoch),
		"role":          text(d.Role),
		"created_at":    seconds(d.CreatedAt),
		"last_used_at":  seconds(d.LastUsedAt),
		"expires_at":    seconds(d.ExpiresAt),
	}.
		withText("address", d.Address).
		withText("user_agent", d.UserAgent)
}

func readDevice(it item) (device.Device, error) {
	r := reader{item: it}
	return device.Device{
		ID:         r.text("id"),
		UserID:     account.ID(r.number("user_id")),
		TokenHash:  r.text("token_hash"),
		Epoch:      r.number("session_epoch"),
		Role:       account.Role(r.text("role")),
		CreatedAt:  r.time("created_at"),
		LastUsedAt: r.time("last_used_at"),
		ExpiresAt:  r.time("expires_at"),
		Address:    r.text("address"),
		UserAgent:  r.text("user_agent"),
		Failures:   r.counted(),
	}, r.err
}

// Device is of device.Finder: one call, whether or not there is such a device or user.
func (s *Store) Device(ctx context.Context, user account.ID, hash string) (d device.Device, u account.User, err error) {
	found, err := s.readAll(ctx, map[string]types.KeysAndAttributes{
		s.tables.Devices: {Keys: []map[string]types.AttributeValue{deviceKey(user, hash)}, ConsistentRead: aws.Bool(true)},
		s.tables.Users:   {Keys: []map[string]types.AttributeValue{userKey(user)}, ConsistentRead: aws.Bool(true)},
	})
	devices, users := found[s.tables.Devices], found[s.tables.Users]
	if err != nil || len(devices) == 0 || len(users) == 0 {
		return device.Device{}, account.User{}, err
	}
	if d, err = readDevice(devices[0]); err != nil {
		return device.Device{}, account.User{}, err
	}
	u, err = readUser(users[0])
	return d, u, err
}

// TakeFromDevice counts a failure of a device ahead; throttle.ErrLimited where it had too many in a row, or
// has ended.
func (s *Store) TakeFromDevice(ctx context.Context, d device.Device, c throttle.Charge) error {
	w := change{
		table: s.tables.Devices, key: deviceKey(d.UserID, d.TokenHash), update: "SET #tries = :now",
		when:   "attribute_exists(#hash) AND #expires > :now",
		names:  map[string]string{"#hash": "token_hash", "#expires": "expires_at", "#tries": "tried_at"},
		values: item{":now": seconds(c.At)},
	}.counting(c.Attempt, c.Limit.Max)
	_, err := s.update(ctx, w, throttle.ErrLimited)
	return err
}

// UseDevice records that a user was right on a device, which clears its failures. One that was forgotten
// meanwhile stays so.
func (s *Store) UseDevice(ctx context.Context, d device.Device) error {
	_, err := s.update(ctx, change{
		table: s.tables.Devices, key: deviceKey(d.UserID, d.TokenHash),
		update: "SET #used = :used, #address = :address, #agent = :agent REMOVE #tried", when: "attribute_exists(#hash)",
		names:  map[string]string{"#hash": "token_hash", "#used": "last_used_at", "#address": "address", "#agent": "user_agent", "#tried": tried},
		values: item{":used": seconds(d.LastUsedAt), ":address": text(d.Address), ":agent": text(d.UserAgent)},
	}, device.ErrNotFound)
	if errors.Is(err, device.ErrNotFound) {
		return nil
	}
	return err
}

// SaveDevice is of device.Keeper. With the device goes the time until which the user may have one.
func (s *Store) SaveDevice(ctx context.Context, d device.Device, replaces ...string) error {
	writes := []write{
		create(s.tables.Devices, "token_hash", deviceItem(d), device.ErrNotFound),
		change{
			table: s.tables.Users, key: userKey(d.UserID), update: "SET #known = :until",
			when:   "#status = :active AND #epoch = :epoch AND #role = :role",
			names:  map[string]string{"#known": "known_until", "#status": "status", "#epoch": "session_epoch", "#role": "role"},
			values: item{":until": seconds(d.ExpiresAt), ":active": text(account.Active), ":epoch": number(d.Epoch), ":role": text(d.Role)},
		}.or(account.ErrChanged),
	}
	for _, hash := range replaces {
		writes = append(writes, write{TransactWriteItem: types.TransactWriteItem{Delete: &types.Delete{
			TableName: &s.tables.Devices, Key: deviceKey(d.UserID, hash),
		}}})
	}
	return s.commit(ctx, writes...)
}

// Devices are those of a user that are stored, ended ones among them.
func (s *Store) Devices(ctx context.Context, user account.ID) (all []device.Device, err error) {
	pages := dynamodb.NewQueryPaginator(s.client, &dynamodb.QueryInput{
		TableName: &s.tables.Devices, ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("#user = :user"),
		ExpressionAttributeNames: map[string]string{"#user": "user_id"}, ExpressionAttributeValues: item{":user": number(user)},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, failed("Query Devices", err)
		}
		for _, it := range page.Items {
			d, err := readDevice(it)
			if err != nil {
				return nil, err
			}
			all = append(all, d)
		}
	}
	return all, nil
}

// DropDevices removes devices that have ended.
func (s *Store) DropDevices(ctx context.Context, all []device.Device) error {
	var keys []map[string]types.AttributeValue
	for _, d := range all {
		keys = append(keys, deviceKey(d.UserID, d.TokenHash))
	}
	return s.deleteAll(ctx, s.tables.Devices, keys)
}

// ForgetDevice removes a device for its user, and records it; device.ErrNotFound where it is gone.
func (s *Store) ForgetDevice(ctx context.Context, d device.Device) error {
	return s.commit(ctx, change{
		table: s.tables.Devices, key: deviceKey(d.UserID, d.TokenHash),
		when: "attribute_exists(#hash)", names: map[string]string{"#hash": "token_hash"},
	}.or(device.ErrNotFound), s.recording(ctx, audit.DeviceForgotten, d.UserID))
}

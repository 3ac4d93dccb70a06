package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/servicekey"
)

// serviceKeyRetention is how long a key is stored once it is revoked or expired, so that admins see whose
// name an audit record has.
const serviceKeyRetention = 400 * 24 * time.Hour

func serviceKeyItem(k servicekey.Key) item {
	return item{
		"id":         number(k.ID),
		"key_hash":   text(k.Hash),
		"hint":       text(k.Hint),
		"name":       text(k.Name),
		"scopes":     text(k.Scopes),
		"created_by": number(k.CreatedBy),
		"created_at": seconds(k.CreatedAt),
		"expires_at": seconds(k.ExpiresAt),
		"delete_at":  seconds(k.ExpiresAt.Add(serviceKeyRetention)),
	}.
		withTime("revoked_at", k.RevokedAt).
		withTime("used_at", k.UsedAt)
}

func readServiceKey(it item) (servicekey.Key, error) {
	r := reader{item: it}
	return servicekey.Key{
		ID:        r.number("id"),
		Hash:      r.text("key_hash"),
		Hint:      r.text("hint"),
		Name:      r.text("name"),
		Scopes:    r.text("scopes"),
		CreatedBy: account.ID(r.number("created_by")),
		CreatedAt: r.time("created_at"),
		ExpiresAt: r.time("expires_at"),
		RevokedAt: r.time("revoked_at"),
		UsedAt:    r.time("used_at"),
	}, r.err
}

func serviceKeyKey(id int64) item { return item{"id": number(id)} }

// IssueServiceKey writes a new key; servicekey.ErrTaken when its id is in use.
func (s *Store) IssueServiceKey(ctx context.Context, k servicekey.Key) error {
	return s.commit(ctx,
		create(s.tables.ServiceKeys, "id", serviceKeyItem(k), servicekey.ErrTaken),
		s.recording(ctx, audit.ServiceKeyIssued, audit.Actor(ctx)))
}

// ServiceKey reads a key; servicekey.ErrNotFound when there is none.
func (s *Store) ServiceKey(ctx context.Context, id int64) (servicekey.Key, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.ServiceKeys, Key: serviceKeyKey(id), ConsistentRead: aws.Bool(true),
	})
	switch {
	case err != nil:
		return servicekey.Key{}, failed("GetItem ServiceKeys", err)
	case out.Item == nil:
		return servicekey.Key{}, servicekey.ErrNotFound
	}
	return readServiceKey(out.Item)
}

// ServiceKeys gives a page of the keys, in no order, after the one of an id; last is the id to go on
// after, and zero at the end.
func (s *Store) ServiceKeys(ctx context.Context, after int64, limit int) (keys []servicekey.Key, last int64, err error) {
	var from item
	if after != 0 {
		from = serviceKeyKey(after)
	}
	items, more, err := s.page(ctx, s.tables.ServiceKeys, from, limit)
	if err != nil {
		return nil, 0, err
	}
	for _, it := range items {
		k, err := readServiceKey(it)
		if err != nil {
			return nil, 0, err
		}
		keys = append(keys, k)
	}
	if more {
		last = keys[len(keys)-1].ID
	}
	return keys, last, nil
}

// RevokeServiceKey makes a key useless; servicekey.ErrNotFound where there is none, or it was revoked.
func (s *Store) RevokeServiceKey(ctx context.Context, id int64, now time.Time) error {
	return s.commit(ctx, change{
		table: s.tables.ServiceKeys, key: serviceKeyKey(id),
		update: "SET #revoked = :now, #delete = :later", when: "attribute_exists(#hash) AND attribute_not_exists(#revoked)",
		names:  map[string]string{"#hash": "key_hash", "#revoked": "revoked_at", "#delete": "delete_at"},
		values: item{":now": seconds(now), ":later": seconds(now.Add(serviceKeyRetention))},
	}.or(servicekey.ErrNotFound), s.recording(ctx, audit.ServiceKeyRevoked, audit.Actor(ctx)))
}

// RecordKeyUse records that a key is used, unless it was revoked or used since it was read.
func (s *Store) RecordKeyUse(ctx context.Context, k servicekey.Key, now time.Time) error {
	c := change{
		table: s.tables.ServiceKeys, key: serviceKeyKey(k.ID), update: "SET #used = :now",
		when:   "attribute_exists(#hash) AND attribute_not_exists(#revoked) AND attribute_not_exists(#used)",
		names:  map[string]string{"#hash": "key_hash", "#revoked": "revoked_at", "#used": "used_at"},
		values: item{":now": seconds(now)},
	}
	if !k.UsedAt.IsZero() {
		c.when = "attribute_exists(#hash) AND attribute_not_exists(#revoked) AND #used = :read"
		c.values[":read"] = seconds(k.UsedAt)
	}
	if _, err := s.update(ctx, c, servicekey.ErrNotFound); !errors.Is(err, servicekey.ErrNotFound) {
		return err
	}
	return nil
}

package dynamo

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/supportpin"
)

// pinItem has the user for a key: there is one PIN of each, and a new one takes its place.
func pinItem(p supportpin.PIN) item {
	return item{
		"user_id":       number(p.UserID),
		"pin":           text(p.Encrypted),
		"session_epoch": number(p.Epoch),
		"created_at":    seconds(p.CreatedAt),
		"expires_at":    seconds(p.ExpiresAt),
	}
}

func readPIN(it item) (supportpin.PIN, error) {
	r := reader{item: it}
	return supportpin.PIN{
		UserID:    account.ID(r.number("user_id")),
		Encrypted: r.text("pin"),
		Epoch:     r.number("session_epoch"),
		Tries:     r.counted(),
		CreatedAt: r.time("created_at"),
		ExpiresAt: r.time("expires_at"),
	}, r.err
}

func pinKey(owner account.ID) item { return item{"user_id": number(owner)} }

// SavePIN writes a user's PIN in place of the one before, whose tries go with it.
func (s *Store) SavePIN(ctx context.Context, p supportpin.PIN) error {
	return s.commit(ctx, put(s.tables.SupportPINs, pinItem(p)), s.recording(ctx, audit.PinCreated, p.UserID))
}

// PIN reads the PIN of a user; supportpin.ErrNotFound when they have no valid one.
func (s *Store) PIN(ctx context.Context, u account.User, now time.Time) (supportpin.PIN, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.SupportPINs, Key: pinKey(u.ID), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return supportpin.PIN{}, failed("GetItem SupportPins", err)
	}
	p, err := readPIN(out.Item)
	if err == nil && !p.Valid(u, now) {
		err = supportpin.ErrNotFound
	}
	return p, err
}

// RevokePIN removes the PIN of a user; supportpin.ErrNotFound when they have no valid one.
func (s *Store) RevokePIN(ctx context.Context, u account.User, now time.Time) error {
	return s.commit(ctx, s.whileValid(u, "", now).or(supportpin.ErrNotFound), s.recording(ctx, audit.PinRevoked, u.ID))
}

// TryPIN counts a try by the write that finds the PIN, and gives it to be compared;
// supportpin.ErrNotFound or ErrTooManyTries when there is none that can be.
func (s *Store) TryPIN(ctx context.Context, u account.User, now time.Time) (supportpin.PIN, error) {
	try := rand.Text()
	c := s.whileValid(u, "", now).counting(try, supportpin.MaxTries)
	it, err := s.update(ctx, c, supportpin.ErrNotFound)
	switch {
	case errors.Is(err, supportpin.ErrNotFound):
		return supportpin.PIN{}, untried(it, u, now)
	case err != nil:
		return supportpin.PIN{}, err
	}
	p, err := readPIN(it)
	p.Try = try
	return p, err
}

func untried(it item, u account.User, now time.Time) error {
	p, err := readPIN(it)
	if err != nil {
		return err
	}
	return p.Refusal(u, now)
}

// ReturnTry refunds a try that was right. A PIN that has replaced the tried one is left as it is.
func (s *Store) ReturnTry(ctx context.Context, p supportpin.PIN) error {
	_, err := s.update(ctx, change{
		table: s.tables.SupportPINs, key: pinKey(p.UserID), update: "DELETE #tried :ids", when: "#pin = :pin",
		names:  map[string]string{"#pin": "pin", "#tried": tried},
		values: item{":pin": text(p.Encrypted), ":ids": ids(p.Try)},
	}, supportpin.ErrNotFound)
	if errors.Is(err, supportpin.ErrNotFound) {
		return nil
	}
	return err
}

// whileValid changes a PIN that speaks for the user.
func (s *Store) whileValid(u account.User, update string, now time.Time) change {
	return change{
		table: s.tables.SupportPINs, key: pinKey(u.ID), update: update, when: "#expires > :now AND #epoch = :epoch",
		names:  map[string]string{"#expires": "expires_at", "#epoch": "session_epoch"},
		values: item{":now": seconds(now), ":epoch": number(u.SessionEpoch)},
	}
}

// dropPIN removes whatever PIN a user has.
func (s *Store) dropPIN(owner account.ID) write {
	return write{TransactWriteItem: types.TransactWriteItem{Delete: &types.Delete{
		TableName: &s.tables.SupportPINs, Key: pinKey(owner),
	}}}
}

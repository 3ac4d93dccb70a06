package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/registrationkey"
)

func registrationKeyItem(k registrationkey.Key) item {
	return item{
		"id":         number(k.ID),
		"key_hash":   text(k.Hash),
		"hint":       text(k.Hint),
		"active":     flag(k.Active),
		"created_at": seconds(k.CreatedAt),
		"updated_at": seconds(k.UpdatedAt),
		"expires_at": seconds(k.ExpiresAt),
	}.
		withText("note", k.Note).
		withText("email", k.Email).
		withNumber("used_by", int64(k.UsedBy))
}

func readRegistrationKey(it item) (registrationkey.Key, error) {
	r := reader{item: it}
	return registrationkey.Key{
		ID:        r.number("id"),
		Hash:      r.text("key_hash"),
		Hint:      r.text("hint"),
		Active:    r.flag("active"),
		Note:      r.text("note"),
		Email:     r.text("email"),
		UsedBy:    account.ID(r.number("used_by")),
		CreatedAt: r.time("created_at"),
		UpdatedAt: r.time("updated_at"),
		ExpiresAt: r.time("expires_at"),
	}, r.err
}

func registrationKeyKey(id int64) item { return item{"id": number(id)} }

// RegistrationKey reads a key; registrationkey.ErrInvalid when there is none.
func (s *Store) RegistrationKey(ctx context.Context, id int64) (registrationkey.Key, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.RegistrationKeys, Key: registrationKeyKey(id), ConsistentRead: aws.Bool(true),
	})
	switch {
	case err != nil:
		return registrationkey.Key{}, failed("GetItem RegistrationKeys", err)
	case out.Item == nil:
		return registrationkey.Key{}, registrationkey.ErrInvalid
	}
	return readRegistrationKey(out.Item)
}

// IssueKeys writes new keys, all or none; registrationkey.ErrTaken when an id is in use. That
// an admin does so is recorded first: with a record more, a hundred keys are too many for one
// transaction, and a record without keys is better than keys without a record.
func (s *Store) IssueKeys(ctx context.Context, keys []registrationkey.Key) error {
	if err := s.commit(ctx, s.recording(ctx, audit.KeysIssued, audit.Actor(ctx))); err != nil {
		return err
	}
	writes := make([]write, len(keys))
	for i, k := range keys {
		writes[i] = create(s.tables.RegistrationKeys, "id", registrationKeyItem(k), registrationkey.ErrTaken)
	}
	return s.commit(ctx, writes...)
}

// RegistrationKeys gives a page of the keys, in no order, after the one of an id; last is the
// id to go on after, and zero at the end.
func (s *Store) RegistrationKeys(ctx context.Context, after int64, limit int) (keys []registrationkey.Key, last int64, err error) {
	var from item
	if after != 0 {
		from = registrationKeyKey(after)
	}
	items, more, err := s.page(ctx, s.tables.RegistrationKeys, from, limit)
	if err != nil {
		return nil, 0, err
	}
	for _, it := range items {
		k, err := readRegistrationKey(it)
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

// RevokeKey makes an unused key useless. It refuses with registrationkey.ErrNotFound,
// ErrUsed or ErrInactive.
func (s *Store) RevokeKey(ctx context.Context, id int64, now time.Time) error {
	err := s.commit(ctx, change{
		table: s.tables.RegistrationKeys, key: registrationKeyKey(id),
		update: "SET #active = :false, #updated = :now", when: "#active = :true",
		names:  map[string]string{"#active": "active", "#updated": "updated_at"},
		values: item{":true": flag(true), ":false": flag(false), ":now": seconds(now)},
	}.or(registrationkey.ErrInactive), s.recording(ctx, audit.KeyRevoked, audit.Actor(ctx)))
	if errors.Is(err, registrationkey.ErrInactive) {
		return s.unrevoked(ctx, id)
	}
	return err
}

// unrevoked says why a key could not be revoked.
func (s *Store) unrevoked(ctx context.Context, id int64) error {
	k, err := s.RegistrationKey(ctx, id)
	switch {
	case errors.Is(err, registrationkey.ErrInvalid):
		return registrationkey.ErrNotFound
	case err == nil && k.UsedBy != 0:
		return registrationkey.ErrUsed
	case err == nil:
		return registrationkey.ErrInactive
	}
	return err
}

// useKey is the use of a key: the one write of which only one can succeed.
func (s *Store) useKey(k registrationkey.Key, u account.User) write {
	return change{
		table: s.tables.RegistrationKeys, key: registrationKeyKey(k.ID),
		update: "SET #active = :false, #used = :user, #updated = :now",
		when:   "#active = :true AND #expires > :now AND #hash = :hash",
		names: map[string]string{
			"#active": "active", "#used": "used_by", "#updated": "updated_at", "#expires": "expires_at", "#hash": "key_hash",
		},
		values: item{
			":true": flag(true), ":false": flag(false), ":user": number(u.ID), ":now": seconds(u.CreatedAt), ":hash": text(k.Hash),
		},
	}.or(registrationkey.ErrInvalid)
}

// returnKey makes the key of a user valid again.
func (s *Store) returnKey(u account.User) write {
	return change{
		table: s.tables.RegistrationKeys, key: registrationKeyKey(u.RegistrationKey),
		update: "SET #active = :true REMOVE #used", when: "#used = :user",
		names:  map[string]string{"#active": "active", "#used": "used_by"},
		values: item{":true": flag(true), ":user": number(u.ID)},
	}.or(account.ErrChanged)
}

package dynamo_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/registrationkey"
)

func key(t *testing.T, expires time.Time) registrationkey.Key {
	t.Helper()
	keys, _, err := registrationkey.Batch{Count: 1, ExpiresAt: expires, Note: "for mary", Email: "mary@x.example"}.Draw(rand.Reader, now)
	if err != nil {
		t.Fatal(err)
	}
	return keys[0]
}

func keysOf(keys ...registrationkey.Key) []registrationkey.Key { return keys }

func TestKeysKeepEverything(t *testing.T) {
	db := testdb.New(t)
	k := key(t, now.Add(time.Hour))
	k.UsedBy = 7
	if err := db.Store.IssueKeys(t.Context(), keysOf(k)); err != nil {
		t.Fatal(err)
	}
	if got, err := db.Store.RegistrationKey(t.Context(), k.ID); err != nil || got != k {
		t.Errorf("got %+v, %v\nwant %+v", got, err, k)
	}
	if err := db.Store.IssueKeys(t.Context(), keysOf(key(t, now), k)); !errors.Is(err, registrationkey.ErrTaken) {
		t.Errorf("an id twice: %v", err)
	}
	count(t, db, map[string]int{"RegistrationKeys": 1, "AuditEvents": 2})
}

// a key that is not good any more is the whole of the refusal, and nothing is written.
func TestOnlyAGoodKeyIsSpent(t *testing.T) {
	db := testdb.New(t)
	taken := user(t, "mary")
	good, expired, revoked, used := key(t, now.Add(time.Second)), key(t, now), key(t, now.Add(time.Hour)), key(t, now.Add(time.Hour))
	other := good
	other.Hash = expired.Hash
	if err := errors.Join(
		db.Store.Register(t.Context(), taken, nil),
		db.Store.IssueKeys(t.Context(), keysOf(good, expired, revoked, used)),
		db.Store.RevokeKey(t.Context(), revoked.ID, now),
		db.Store.CreateUser(t.Context(), &used, user(t, "anne"), nil, false),
	); err != nil {
		t.Fatal(err)
	}
	for name, k := range map[string]registrationkey.Key{
		"expired now": expired, "revoked": revoked, "used": used, "another's hash": other, "unknown": key(t, now.Add(time.Hour)),
	} {
		err := db.Store.CreateUser(t.Context(), &k, user(t, "mary"), nil, false)
		var f *fault.Fault
		if !errors.As(err, &f) || !errors.Is(err, registrationkey.ErrInvalid) || len(f.Fields) != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	count(t, db, map[string]int{"Users": 2, "Claims": 4, "RegistrationKeys": 4, "AuditEvents": 4})
	if err := db.Store.CreateUser(t.Context(), &good, user(t, "mary"), nil, false); !errors.Is(err, account.ErrUsernameTaken) {
		t.Errorf("a good key and a taken name: %v", err)
	}
	if err := db.Store.CreateUser(t.Context(), &good, user(t, "jane"), nil, false); err != nil {
		t.Errorf("a second before it expires: %v", err)
	}
}

// one key, one account; and a key is either used or revoked.
func TestOneKeyIsSpentOnce(t *testing.T) {
	db := testdb.New(t)
	k := key(t, now.Add(time.Hour))
	if err := db.Store.IssueKeys(t.Context(), keysOf(k)); err != nil {
		t.Fatal(err)
	}
	results := race(t, func(i int) error {
		if i%10 == 9 {
			return db.Store.RevokeKey(t.Context(), k.ID, now)
		}
		return db.Store.CreateUser(t.Context(), &k, user(t, fmt.Sprintf("mary%d", i)), nil, false)
	})
	after, err := db.Store.RegistrationKey(t.Context(), k.ID)
	users := db.Count(t)["Users"]
	if err != nil || results[nil] != 1 || after.Active || (after.UsedBy != 0) != (users == 1) {
		t.Errorf("%v, %+v, %d users, %v", results, after, users, err)
	}
}

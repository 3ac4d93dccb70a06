package dynamo_test

import (
	"errors"
	"testing"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
)

var open = account.ResetGrant{ID: "0123456789abcdef", Hash: "h", Expires: now.Add(account.ResetGrantLifetime), By: 7}

// fifty resets with the grant that all of them read, one of which uses it up.
func TestOneUsesTheGrant(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	u.ResetGrant = open
	if err := db.Store.Register(t.Context(), u, nil); err != nil {
		t.Fatal(err)
	}
	counts := map[bool]int{}
	for err, n := range race(t, func(int) error { return useGrant(t, db, u) }) {
		if err != nil && !errors.Is(err, account.ErrResetNotAllowed) {
			t.Error(err)
		}
		counts[err == nil] += n
	}
	if counts[true] != 1 || counts[false] != 49 {
		t.Errorf("%v", counts)
	}
}

func useGrant(t *testing.T, db *testdb.Database, u account.User) error {
	return db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: u.SignOutEverywhere(), While: dynamo.WhileGranted(u.ResetGrant, now)})
}

// The write itself checks the grant, however it stood when the user was read.
func TestGrantIsCheckedByTheWrite(t *testing.T) {
	db := testdb.New(t)
	for name, after := range map[string]func(*account.User){
		"withdrawn": func(u *account.User) { u.ResetGrant = account.ResetGrant{} },
		"replaced":  func(u *account.User) { u.ResetGrant.Hash = "newer" },
		"over":      func(u *account.User) { u.ResetGrant.Expires = now },
		"disabled":  func(u *account.User) { u.Status = account.Disabled },
	} {
		stored := user(t, name)
		stored.ResetGrant = open
		read := stored
		after(&stored)
		if err := db.Store.Register(t.Context(), stored, nil); err != nil {
			t.Fatal(err)
		}
		if err := useGrant(t, db, read); !errors.Is(err, account.ErrResetNotAllowed) {
			t.Errorf("%s: %v", name, err)
		}
		if kept, err := db.Store.User(t.Context(), stored.ID); err != nil || kept != stored {
			t.Errorf("%s: %+v %v", name, kept, err)
		}
	}
}

// A user who was renamed is found under the new name alone.
func TestNamesFollowTheUser(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	if err := db.Store.Register(t.Context(), u, nil); err != nil {
		t.Fatal(err)
	}
	renamed := u
	renamed.Username = "anne"
	if err := db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: renamed}); err != nil {
		t.Fatal(err)
	}
	for prefix, want := range map[string]int{"": 1, "a": 1, "anne": 1, "m": 0, "annex": 0} {
		entries, more, err := db.Store.Names(t.Context(), dynamo.Slice{Order: dynamo.ByUsername, Prefix: prefix, Limit: 10})
		if err != nil || more || len(entries) != want {
			t.Errorf("%q: %v %v %v", prefix, entries, more, err)
		}
	}
}

package dynamo_test

import (
	"errors"
	"strings"
	"testing"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

// What is not a hash of 64 hex characters is refused at every write of a user, and with it
// all that goes with it.
func TestMalformedHashesAreNotWritten(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	if err := db.Store.Register(t.Context(), u, nil); err != nil {
		t.Fatal(err)
	}
	before := db.Count(t)
	for _, bad := range []string{"123456", otp[1:], otp + "0", strings.ToUpper(otp), strings.Repeat("g", 64), otp[1:] + "\n"} {
		with := func(u account.User) account.User { u.EmailOTP.Hash = bad; return u }
		p := code(u)
		p.OTP = bad
		for name, err := range map[string]error{
			"register":        db.Store.Register(t.Context(), with(user(t, "anne")), nil),
			"the first admin": db.Store.CreateFirstAdmin(t.Context(), with(user(t, "root"))),
			"update":          db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: with(u)}),
			"issue":           db.Store.Issue(t.Context(), p, ""),
		} {
			if !errors.Is(err, account.ErrEmailOTP) {
				t.Errorf("%q, %s: %v", bad, name, err)
			}
		}
	}
	long := u
	long.EmailOTP.LastSentTo = strings.Repeat("x", 512)
	if err := db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: long}); !errors.Is(err, account.ErrEmailOTP) {
		t.Errorf("512 characters: %v", err)
	}
	count(t, db, before)
	if now, err := db.Store.User(t.Context(), u.ID); err != nil || now != u {
		t.Errorf("%+v, %v", now, err)
	}
}

// A code is remembered by a user who is who it is meant for, or not made at all.
func TestNoCodeForWhoChanged(t *testing.T) {
	for name, change := range map[string]func(*passcode.Passcode){
		"another epoch":   func(p *passcode.Passcode) { p.Epoch++ },
		"another address": func(p *passcode.Passcode) { p.SentTo = "eve@x.example" },
		"another user":    func(p *passcode.Passcode) { p.UserID++ },
	} {
		db := testdb.New(t)
		u := user(t, "mary")
		p := code(u)
		change(&p)
		if err := db.Store.Register(t.Context(), u, nil); err != nil {
			t.Fatal(err)
		}
		if err := db.Store.Issue(t.Context(), p, ""); !errors.Is(err, passcode.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
		if n := db.Count(t)["Passcodes"]; n != 0 {
			t.Errorf("%s: %d codes", name, n)
		}
	}
}

// Voiding a code that a newer one overtook leaves the newer one in its place.
func TestVoidLeavesTheNewerCode(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	if err := db.Store.Register(t.Context(), u, nil); err != nil {
		t.Fatal(err)
	}
	older, newer := code(u), code(u)
	newer.OTP = strings.Repeat("1e", 32)
	err := errors.Join(
		db.Store.Issue(t.Context(), older, ""), db.Store.Issue(t.Context(), newer, ""),
		db.Store.Void(t.Context(), older, account.EmailOTP{}, now))
	if now, readErr := db.Store.User(t.Context(), u.ID); err != nil || readErr != nil || now.EmailOTP != newer.Sent(account.EmailOTP{}) {
		t.Errorf("%+v, %v, %v", now.EmailOTP, err, readErr)
	}
}

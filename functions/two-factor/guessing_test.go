package main

import (
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

const (
	known = "Somebody may know your password for Latchkey"
	many  = "Many failed attempts at your account at Latchkey"
)

// notices are the subjects of what was mailed to somebody, but for codes, the newest first.
func notices(w *world.World, to string) (all []string) {
	for _, m := range w.Outbox.Messages(to) {
		if m.Subject == known || m.Subject == many {
			all = append(all, m.Subject)
		}
	}
	return all
}

// guess gives wrong codes to a challenge of its own.
func guess(t *testing.T, w *world.World, h world.Handler, u account.User, times int) (challenge, code string) {
	t.Helper()
	id, code := issue(t, w, u, passcode.SignIn)
	for range times {
		if a := world.Post(t, h, world.Reply(id, world.Wrong(code))); a.Status != 401 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	return id, code
}

// opens are what no notice has: a code, or a link that signs in or resets.
var opens = regexp.MustCompile(`\b[0-9]{6}\b|token=|code=|lk[a-z]_`)

// the third wrong code of one challenge is told, once an hour. Who mistypes twice and then signs in
// is not alarmed.
func TestWrongCodesAreTold(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	id, code := guess(t, w, h, u, 2)
	if a := world.Post(t, h, world.Reply(id, code)); a.Status != 200 || len(notices(w, u.Email)) != 0 {
		t.Fatalf("two slips: %d %s, %v", a.Status, a.Body, notices(w, u.Email))
	}
	guess(t, w, h, u, 3)
	mails := w.Outbox.Messages(u.Email)
	if got := notices(w, u.Email); !slices.Equal(got, []string{known}) || opens.MatchString(mails[0].Text) {
		t.Fatalf("three: %v", got)
	}
	guess(t, w, h, u, 4)
	if got := notices(w, u.Email); !slices.Equal(got, []string{known}) {
		t.Errorf("another challenge within the hour: %v", got)
	}
	w.Pass(24 * time.Hour)
	guess(t, w, h, u, 5)
	if got := notices(w, u.Email); !slices.Equal(got, []string{known, known}) {
		t.Errorf("the next day: %v", got)
	}
}

// wrong codes count with wrong passwords: eight of these and two of those are ten. Two codes for each
// challenge do not stay untold either.
func TestWrongCodesCountWithPasswords(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	for range 8 {
		if err := w.Watch().WrongPassword(t.Context(), "mary", mary, w.Now()); err != nil {
			t.Fatal(err)
		}
	}
	guess(t, w, h, mary, 1)
	if got := notices(w, mary.Email); len(got) != 0 {
		t.Errorf("nine: %v", got)
	}
	guess(t, w, h, mary, 1)
	if got := notices(w, mary.Email); !slices.Equal(got, []string{many}) {
		t.Errorf("ten: %v", got)
	}
	for n := range 5 {
		if got := notices(w, anne.Email); len(got) != 0 {
			t.Errorf("after %d challenges: %v", n, got)
		}
		guess(t, w, h, anne, 2)
	}
	if got := notices(w, anne.Email); !slices.Equal(got, []string{many}) {
		t.Errorf("ten codes: %v", got)
	}
}

// Only a sign-in shows that somebody knows the password. Nobody is told who has proven no address or may
// not sign in.
func TestWhoIsTold(t *testing.T) {
	w, _ := setUp(t)
	for i, c := range []struct {
		purpose passcode.Purpose
		change  func(*account.User)
		want    []string
	}{
		{passcode.SignIn, nil, []string{known}},
		{passcode.DeleteUser, nil, nil},
		{passcode.SignIn, func(u *account.User) { u.EmailConfirmed = false }, nil},
		{passcode.SignIn, func(u *account.User) { u.Status = account.Disabled }, nil},
	} {
		u := w.User(t, fmt.Sprint("mary", i), c.change)
		for n := range 5 {
			p := passcode.Passcode{UserID: u.ID, Purpose: c.purpose, Attempts: n + 1}
			if err := w.Watch().WrongCode(t.Context(), p, u, w.Now()); err != nil {
				t.Fatal(err)
			}
		}
		if got := notices(w, u.Email); !slices.Equal(got, c.want) {
			t.Errorf("%d: %v", i, got)
		}
	}
}

// A notice turns no refusal into a failure.
func TestUntoldGuessesAreRefused(t *testing.T) {
	for _, fault := range []testdb.Fault{testdb.Throttled, testdb.Failed, testdb.Dropped} {
		w, h := setUp(t)
		u := w.User(t, "mary", nil)
		id, code := issue(t, w, u, passcode.SignIn)
		w.Senders.Break(fault)
		for range 4 {
			if a := world.Post(t, h, world.Reply(id, world.Wrong(code))); a.Status != 401 || a.Code(t) != "invalid_code" {
				t.Errorf("%v: %d %s", fault, a.Status, a.Body)
			}
		}
	}
}

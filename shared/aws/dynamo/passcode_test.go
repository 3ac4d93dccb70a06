package dynamo_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/session"
)

// one code, one session.
func TestOneCodeIsSpentOnce(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	p := code(u)
	if err := db.Store.Register(t.Context(), u, &p); err != nil {
		t.Fatal(err)
	}
	got := race(t, func(i int) error {
		s := session.Session{UserID: u.ID, TokenHash: fmt.Sprint(i), CreatedAt: now, ExpiresAt: now.Add(time.Hour)}
		return db.Store.SignIn(t.Context(), p, u, s, "", now)
	})
	want(t, got, map[error]int{nil: 1, passcode.ErrUsed: 49})
	count(t, db, map[string]int{"Users": 1, "Claims": 2, "Passcodes": 1, "Sessions": 1, "AuditEvents": 2})
}

// of many tries at once, five are let through to the comparison.
func TestFiveTriesAtACode(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	p := code(u)
	if err := db.Store.Register(t.Context(), u, &p); err != nil {
		t.Fatal(err)
	}
	got := race(t, func(int) error {
		_, err := db.Store.Try(t.Context(), p.ID, []passcode.Purpose{passcode.SignIn}, now)
		return err
	})
	want(t, got, map[error]int{nil: 5, passcode.ErrClosed: 45})
}

// what is not open under that name and purpose cannot be tried.
func TestTryRefusesWhatIsNotOpen(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	p := code(u)
	if err := db.Store.Register(t.Context(), u, &p); err != nil {
		t.Fatal(err)
	}
	try := func(id string, purpose passcode.Purpose, at time.Time) error {
		_, err := db.Store.Try(t.Context(), id, []passcode.Purpose{purpose}, at)
		return err
	}
	for name, err := range map[string]error{
		"unknown":         try("nobody", passcode.SignIn, now),
		"another purpose": try(p.ID, passcode.ConfirmEmail, now),
		"expired now":     try(p.ID, passcode.SignIn, p.Expiration),
	} {
		if !errors.Is(err, passcode.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := try(p.ID, passcode.SignIn, p.Expiration.Add(-time.Second)); err != nil {
		t.Errorf("a second before it expires: %v", err)
	}
	if err := errors.Join(db.Store.Void(t.Context(), p, account.EmailOTP{}, now), db.Store.Void(t.Context(), p, account.EmailOTP{}, now)); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	if err := try(p.ID, passcode.SignIn, now); !errors.Is(err, passcode.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}

// one of many resends takes the place of the code, and the old one is closed.
func TestOneResendSupersedes(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	p := code(u)
	if err := db.Store.Register(t.Context(), u, &p); err != nil {
		t.Fatal(err)
	}
	got := race(t, func(int) error { return db.Store.Issue(t.Context(), code(u), p.ID) })
	want(t, got, map[error]int{nil: 1, passcode.ErrClosed: 49})
	count(t, db, map[string]int{"Users": 1, "Claims": 2, "Passcodes": 2, "AuditEvents": 1})
	if old, err := db.Store.Passcode(t.Context(), p.ID); err != nil || old.Active {
		t.Errorf("the old code: %+v, %v", old, err)
	}
}

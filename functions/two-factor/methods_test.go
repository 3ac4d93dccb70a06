package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

const longAgo = -1000 * time.Hour

// full is a user with every factor but a passkey.
func full(t *testing.T, w *world.World, name string) world.Enrolled {
	t.Helper()
	u := w.User(t, name, func(u *account.User) {
		u.PhoneNumber, u.PhoneConfirmed = w.Number(), true
		u.Factors = account.Held(account.FactorSMS, account.FactorEmail)
	})
	return w.Authenticator(t, u, w.Now().Add(longAgo))
}

// opened begins a sign-in by a method.
func opened(t *testing.T, w *world.World, u account.User, method account.FactorType) passcode.Passcode {
	t.Helper()
	p, err := w.Issuer.Issue(t.Context(), passcode.Request{User: u, Purpose: passcode.SignIn}.By(u.Factors.Types(), method), w.Now())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A session says what its sign-in showed, in the words of RFC 8176: a password, and the factor.
func TestMethods(t *testing.T) {
	w, h := setUp(t)
	for name, c := range map[string]struct {
		open account.FactorType
		code func(world.Enrolled) string
		want string
	}{
		"mail":     {account.FactorEmail, func(e world.Enrolled) string { return w.Code(t, e.Email) }, "pwd otp"},
		"text":     {account.FactorSMS, func(e world.Enrolled) string { return w.Code(t, e.PhoneNumber) }, "pwd otp sms mca"},
		"app":      {account.TOTP, func(e world.Enrolled) string { return e.Code(t, w.Now()) }, "pwd otp mfa"},
		"recovery": {account.FactorSMS, func(e world.Enrolled) string { return e.Recovery[0] }, "pwd otp mfa"},
	} {
		e := full(t, w, name)
		p := opened(t, w, e.User, c.open)
		if a := world.Post(t, h, world.Reply(p.ID, c.code(e))); a.Status != 200 {
			t.Fatalf("%s: %d %s", name, a.Status, a.Body)
		}
		stored, err := w.Store.Sessions(t.Context(), e.ID)
		if err != nil || len(stored) != 1 || string(stored[0].Methods) != c.want {
			t.Errorf("%s: %+v, %v", name, stored, err)
		}
	}
}

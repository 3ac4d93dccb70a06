package passcode_test

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/passkey"
)

// Passkeys that work nowhere here are not asked for: the next method is open in their place. Where there is
// none, the challenge still takes a recovery code.
func TestPasskeysThatAreUsable(t *testing.T) {
	w := world.New(t)
	u := w.User(t, "mary", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	u = w.PasskeyOn(t, world.NewSecurityKey(), u, w.Now().Add(-1000*time.Hour)).User
	here, moved := world.Site, world.Site
	moved.Domain = "elsewhere.example"
	both, alone := account.FactorTypes{account.Passkey, account.FactorEmail}, account.FactorTypes{account.Passkey}
	for _, c := range []struct {
		name    string
		site    passkey.Site
		methods account.FactorTypes
		open    account.FactorType
		want    string             // methods
		opened  account.FactorType // of them
		allowed int                // passkeys; -1 where none are asked for
		rounds  int
	}{
		{"a passkey", here, both, account.Passkey, "passkey email", account.Passkey, 1, 1},
		{"a passkey alone", here, alone, account.Passkey, "passkey", account.Passkey, 1, 1},
		{"another method", here, both, account.FactorEmail, "passkey email", account.FactorEmail, 1, 2},
		{"of another domain", moved, both, account.Passkey, "email", account.FactorEmail, -1, 4},
		{"of another domain, another method", moved, both, account.FactorEmail, "email", account.FactorEmail, -1, 2},
		{"of another domain, alone", moved, alone, account.Passkey, "passkey", account.Passkey, 0, 1},
		{"passkeys are off", passkey.Site{}, both, account.Passkey, "email", account.FactorEmail, -1, 2},
		{"passkeys are off, alone", passkey.Site{}, alone, account.Passkey, "passkey", account.Passkey, 0, 1},
	} {
		issuer := w.Issuer
		issuer.Passkeys = c.site
		var p passcode.Passcode
		var err error
		before := w.Outbox.Delivered()
		calls := w.Edge.During(func() {
			p, err = issuer.Issue(t.Context(), passcode.Request{User: u, Purpose: passcode.DeleteUser}.By(c.methods, c.open), w.Now())
		})
		if err != nil || p.Methods.String() != c.want || p.Method() != c.opened || calls.Rounds() > c.rounds {
			t.Errorf("%s: %s, %s open, %d round trips, %v", c.name, p.Methods, p.Method(), calls.Rounds(), err)
		}
		if allowed := allowed(p); allowed != c.allowed {
			t.Errorf("%s: %d passkeys", c.name, allowed)
		}
		if sent := w.Outbox.Delivered() - before; (sent == 1) != (c.opened == account.FactorEmail) {
			t.Errorf("%s: %d messages", c.name, sent)
		}
		w.Pass(time.Hour)
	}
}

func allowed(p passcode.Passcode) int {
	if p.Ask == nil {
		return -1
	}
	return len(p.Ask.Allowed)
}

// Nobody is told which passkeys a user has for a challenge that passkeys do not answer.
func TestPasskeysOfNobodyElse(t *testing.T) {
	w := world.New(t)
	u := w.PasskeyOn(t, world.NewSecurityKey(), w.User(t, "mary", nil), w.Now()).User
	for _, purpose := range []passcode.Purpose{passcode.SignIn, passcode.ChangeEmail} {
		p, err := w.Issuer.Issue(t.Context(), passcode.Request{User: u, Purpose: purpose, Channel: account.Email}, w.Now())
		if err != nil || p.Ask != nil {
			t.Errorf("%s: %+v, %v", purpose, p.Ask, err)
		}
	}
}

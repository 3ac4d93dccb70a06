package account_test

import (
	"testing"
	"time"

	"latchkey/shared/domain/account"
)

// A table over all ways to another address, or to a proof of the same: what was known against the one
// before is forgotten. Nothing else forgets it.
func TestWhatIsKnownAgainstAnAddress(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	u := account.User{ID: 7, Username: "mary", Email: "mary@latchkey.example", Role: account.RoleUser, Status: account.Active}.Undelivered(account.Bounced)
	if later := u.Undelivered(account.Complained); later.EmailUndeliverable != account.Bounced {
		t.Errorf("a later reason took the place of the first: %s", later.EmailUndeliverable)
	}
	apply := func(c account.Change, confirmed bool) account.User {
		of := u
		of.EmailConfirmed = confirmed
		next, _, err := c.Apply(of, true, now)
		if err != nil {
			t.Fatal(err)
		}
		return next
	}
	other, same, name, yes, off := "new@latchkey.example", u.Email, "mary2", true, account.Disabled
	corrected, err := u.CorrectEmail(other, now)
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		got  account.User
		kept bool
	}{
		"confirmed by a code":            {u.Confirm(now), false},
		"an invitation accepted":         {u.Accept(now), false},
		"confirmed by an admin":          {apply(account.Change{EmailConfirmed: &yes}, false), false},
		"corrected":                      {corrected, false},
		"recovered":                      {u.Recover(other, now), false},
		"changed":                        {apply(account.Change{Email: &other}, true), false},
		"the same, proven again":         {apply(account.Change{Email: &same}, true), false},
		"the same, proven for the first": {apply(account.Change{Email: &same}, false), false},
		"another name":                   {apply(account.Change{Username: &name}, true), true},
		"disabled":                       {apply(account.Change{Status: &off}, true), true},
		"signed out":                     {u.SignOutEverywhere(), true},
	} {
		if (c.got.EmailUndeliverable != "") != c.kept {
			t.Errorf("%s: %q", what, c.got.EmailUndeliverable)
		}
	}
	of := u
	of.EmailConfirmed = true
	if _, proof, err := (account.Change{Email: &same}).Apply(of, false, now); proof != account.ProofOfNewEmail || err != nil {
		t.Errorf("the same address needs the proof %v: %v", proof, err)
	}
}

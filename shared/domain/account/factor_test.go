package account_test

import (
	"errors"
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
)

// who proves an act, by what is held since when and what the act is about.
func TestProvers(t *testing.T) {
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	const hour, day, week = time.Hour, 24 * time.Hour, 7 * 24 * time.Hour
	var adding time.Time
	for _, c := range []struct {
		name   string
		held   account.Factors
		target time.Time
		want   string
	}{
		{"nothing is held", account.Factors{}, adding, ""},
		{"one, adding", account.Factors{Email: ago(week)}, adding, "email"},
		{"a new one, adding", account.Factors{Email: ago(hour)}, adding, "email"},
		{"all, adding", account.Factors{Passkey: ago(week), TOTP: ago(week), SMS: ago(week), Email: ago(week)}, adding, "passkey"},
		{"all, on the weakest", account.Factors{Passkey: ago(week), TOTP: ago(week), SMS: ago(week), Email: ago(8 * day)}, ago(8 * day), "passkey"},
		{"the strongest is new, adding", account.Factors{Passkey: ago(hour), Email: ago(week)}, adding, "passkey"},
		{"the strongest is new, on the old", account.Factors{Passkey: ago(hour), Email: ago(week)}, ago(week), "email"},
		{"the strongest is new, on itself", account.Factors{Passkey: ago(hour), Email: ago(week)}, ago(hour), "passkey email"},
		{"the two strongest are new, on the older of them", account.Factors{Passkey: ago(hour), TOTP: ago(2 * hour), Email: ago(week)}, ago(2 * hour), "totp email"},
		{"the two strongest are new, on the newer", account.Factors{Passkey: ago(hour), TOTP: ago(2 * hour), Email: ago(week)}, ago(hour), "passkey email"},
		{"another of the new type, on that one", account.Factors{Passkey: ago(2 * hour), Email: ago(week)}, ago(hour), "passkey email"},
		{"all are new, on the newest", account.Factors{Passkey: ago(hour), TOTP: ago(2 * hour), Email: ago(3 * hour)}, ago(hour), "passkey totp"},
		{"all are new, on the oldest", account.Factors{Passkey: ago(hour), TOTP: ago(2 * hour), Email: ago(3 * hour)}, ago(3 * hour), "email"},
		{"72 hours have passed", account.Factors{TOTP: ago(72 * hour), Email: ago(week)}, ago(week), "totp"},
		{"a second is left", account.Factors{TOTP: ago(72*hour - time.Second), Email: ago(week)}, ago(week), "email"},
		{"older than times are", account.Held(account.FactorSMS, account.FactorEmail), ago(week), "sms"},
	} {
		if got := c.held.Provers(c.target, now).String(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Which changes of a user are acts on factors, and on what since when.
func TestFactorProof(t *testing.T) {
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	old, older := now.Add(-time.Hour), now.Add(-2*time.Hour)
	with := func(f account.Factors) account.User {
		return account.User{Email: "mary@latchkey.example", EmailConfirmed: true, PhoneNumber: "+447700900123", PhoneConfirmed: true, Status: account.Active, Factors: f}
	}
	plain, mail, both := with(account.Factors{}), with(account.Factors{Email: old}), with(account.Factors{SMS: older, Email: old})
	text := func(s string) *string { return &s }
	channel := func(c account.Channel) *account.Channel { return &c }
	on, off := true, false
	for _, c := range []struct {
		name   string
		user   account.User
		change account.Change
		needed bool
		target time.Time
	}{
		{"a first factor", plain, account.Change{TwoFactor: &on}, false, time.Time{}},
		{"an address that no factor uses", plain, account.Change{Email: text("new@latchkey.example")}, false, time.Time{}},
		{"a number that no factor uses", mail, account.Change{PhoneNumber: text("+447700900124")}, false, time.Time{}},
		{"another name", mail, account.Change{Username: text("rose")}, false, time.Time{}},
		{"one more factor", mail, account.Change{TwoFactorMethod: channel(account.SMS)}, true, time.Time{}},
		{"the address of a factor", mail, account.Change{Email: text("new@latchkey.example")}, true, old},
		{"the number of a factor", both, account.Change{PhoneNumber: text("+447700900124")}, true, older},
		{"no number", both, account.Change{NoPhoneNumber: true}, true, older},
		{"all off", both, account.Change{TwoFactor: &off}, true, older},
		{"the last one off", mail, account.Change{TwoFactor: &off}, true, old},
		{"nothing new", mail, account.Change{TwoFactor: &on}, false, time.Time{}},
	} {
		next, _, err := c.change.Apply(c.user, false, now)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if needed, target := account.FactorProof(c.user, next); needed != c.needed || !target.Equal(c.target) {
			t.Errorf("%s: %v %v", c.name, needed, target)
		}
	}
}

// A factor that moves in the second in which it was added is moved all the same.
func TestMovesWithinASecond(t *testing.T) {
	now := time.Unix(1e9, 0)
	u := account.User{Email: "mary@x.example", EmailConfirmed: true, Role: account.RoleUser, Status: account.Active}
	u.Factors = account.Factors{}.With(account.FactorEmail, now)
	address := "other@x.example"
	next, _, err := account.Change{Email: &address}.Apply(u, false, now)
	if err != nil {
		t.Fatal(err)
	}
	if needed, target := account.FactorProof(u, next); !needed || !target.Equal(now) {
		t.Errorf("needed %t, since %v", needed, target)
	}
}

// A factor whose codes go elsewhere is a new one. One whose address is proven once more is not.
func TestFactorsThatMove(t *testing.T) {
	now := time.Unix(1e9, 0)
	since := now.Add(-1000 * time.Hour)
	u := account.User{Email: "mary@x.example", PhoneNumber: "+447700900123", Role: account.RoleUser, Status: account.Active}
	u.Factors = account.Factors{}.With(account.FactorEmail, since).With(account.FactorSMS, since)
	for name, c := range map[string]struct {
		of     account.FactorType
		change account.Change
		want   time.Time
	}{
		"the same address": {account.FactorEmail, account.Change{Email: new("Mary@x.example")}, since},
		"the same number":  {account.FactorSMS, account.Change{PhoneNumber: new("+447700900123")}, since},
		"another address":  {account.FactorEmail, account.Change{Email: new("other@x.example")}, now},
		"another number":   {account.FactorSMS, account.Change{PhoneNumber: new("+447700900124")}, now},
	} {
		next, proof, err := c.change.Apply(u, false, now)
		if got := next.Factors.Since(c.of); err != nil || proof == account.NoProof || !got.Equal(c.want) {
			t.Errorf("%s: since %v, want %v; proof %v, %v", name, got, c.want, proof, err)
		}
	}
}

// What changes nothing is no update.
func TestUpdatedAt(t *testing.T) {
	now, before := time.Unix(1e9, 0), time.Unix(1e8, 0)
	u := account.User{Username: "mary", Email: "mary@x.example", Role: account.RoleUser, Status: account.Active, Language: "de", UpdatedAt: before}
	for language, want := range map[string]time.Time{"de": before, "fr": now} {
		if next, _, err := (account.Change{Language: &language}).Apply(u, false, now); err != nil || !next.UpdatedAt.Equal(want) {
			t.Errorf("%s: updated at %v, want %v; %v", language, next.UpdatedAt, want, err)
		}
	}
}

// A code at every sign-in is what users have who enrolled nothing.
func TestEnrolledEndsTheCodeAtEverySignIn(t *testing.T) {
	now := time.Unix(1e9, 0)
	u := account.User{CodeEverySignIn: true}
	for name, c := range map[string]struct {
		held account.Factors
		want bool
	}{"nothing": {account.Factors{}, true}, "a passkey": {account.Held(account.Passkey), false}} {
		if next := u.Enrolled(c.held, now); next.CodeEverySignIn != c.want || next.SessionEpoch != u.SessionEpoch+1 {
			t.Errorf("%s: %+v", name, next)
		}
	}
}

// Codes as a factor need a channel that is confirmed, and no other one.
func TestFactorsNeedTheirOwnChannel(t *testing.T) {
	on := true
	for name, c := range map[string]struct {
		method       account.Channel
		email, phone bool // whether it is confirmed
		want         string
	}{
		"mails to no confirmed address": {account.Email, false, true, "2fa_method: email_unconfirmed"},
		"texts to no confirmed number":  {account.SMS, true, false, "2fa_method: phone_unconfirmed"},
		"mails without a number":        {account.Email, true, false, ""},
		"texts without an address":      {account.SMS, false, true, ""},
	} {
		u := account.User{Email: "mary@x.example", EmailConfirmed: c.email, PhoneNumber: "+447700900123", PhoneConfirmed: c.phone, Role: account.RoleUser, Status: account.Active}
		next, _, err := account.Change{TwoFactor: &on, TwoFactorMethod: &c.method}.Apply(u, false, time.Unix(1e9, 0))
		var refused *fault.Fault
		got := ""
		if errors.As(err, &refused) {
			got = codes(refused.Fields)
		}
		if got != c.want || next.Factors.Has(account.FactorType(c.method)) != (c.want == "") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

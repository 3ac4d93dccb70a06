package retention_test

import (
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/domain/retention"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/supportpin"
)

var (
	noon  = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	rules = retention.Rules{Unconfirmed: 7 * 24 * time.Hour, Keys: 30 * 24 * time.Hour}
)

func days(n int) time.Time { return noon.Add(-time.Duration(n) * 24 * time.Hour) }

func check(t *testing.T, name string, got, want bool) {
	t.Helper()
	if got != want {
		t.Errorf("%s: due=%v", name, got)
	}
}

func TestWhatEndsByItself(t *testing.T) {
	second := noon.Add(time.Second)
	check(t, "an open code", retention.Passcode(passcode.Passcode{Active: true, Expiration: second}, noon), false)
	check(t, "a used code", retention.Passcode(passcode.Passcode{Expiration: second}, noon), true)
	check(t, "a code that expires now", retention.Passcode(passcode.Passcode{Active: true, Expiration: noon}, noon), true)
	check(t, "a session", retention.Session(session.Session{ExpiresAt: second}, noon), false)
	check(t, "a session that ends now", retention.Session(session.Session{ExpiresAt: noon}, noon), true)
	check(t, "a PIN", retention.SupportPIN(supportpin.PIN{ExpiresAt: second}, noon), false)
	check(t, "a PIN that expires now", retention.SupportPIN(supportpin.PIN{ExpiresAt: noon}, noon), true)
	check(t, "a count", retention.Count(second, noon), false)
	check(t, "a count that ends now", retention.Count(noon, noon), true)
	check(t, "a count without end", retention.Count(time.Time{}, noon), false)
}

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		name             string
		active           bool
		updated, expires time.Time
		want             bool
	}{
		{"good", true, days(80), noon.Add(time.Hour), false},
		{"expired today", true, days(80), noon, false},
		{"expired 29 days ago", true, days(80), days(29), false},
		{"expired 30 days ago", true, days(80), days(30), true},
		{"used today", false, noon, noon.Add(time.Hour), false},
		{"used 29 days ago", false, days(29), noon.Add(time.Hour), false},
		{"used 30 days ago", false, days(30), noon.Add(time.Hour), true},
	} {
		check(t, c.name, rules.Key(registrationkey.Key{Active: c.active, UpdatedAt: c.updated, ExpiresAt: c.expires}, noon), c.want)
	}
}

func TestAccounts(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*account.User)
		want   bool
	}{
		{"nobody's", func(*account.User) {}, true},
		{"confirmed", func(u *account.User) { u.EmailConfirmed = true }, false},
		{"signed in to", func(u *account.User) { u.LastLogin = days(6) }, false},
		{"support", func(u *account.User) { u.Role = account.RoleSupport }, false},
		{"an admin", func(u *account.User) { u.Role = account.RoleAdmin }, false},
		{"of no role known here", func(u *account.User) { u.Role = "" }, false},
		{"made by an admin", func(u *account.User) { u.CreatedBy = 7 }, false},
		{"a second younger", func(u *account.User) { u.CreatedAt = days(7).Add(time.Second) }, false},
	} {
		u := account.User{Role: account.RoleUser, CreatedAt: days(7)}
		c.change(&u)
		check(t, c.name, rules.Account(u, noon), c.want)
		check(t, c.name+", without confirmation", retention.Rules{}.Account(u, noon), false)
	}
}

func TestUsual(t *testing.T) {
	for last, want := range map[int]int{0: 1000, 50: 1000, 51: 1020, 1000: 20000} {
		if got := retention.Usual(last); got != want {
			t.Errorf("after %d: %d, want %d", last, got, want)
		}
	}
}

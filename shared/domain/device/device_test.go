package device_test

import (
	"context"
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func mary() account.User {
	return account.User{
		ID: 7, Username: "mary", Email: "mary@acme.example", EmailConfirmed: true, PhoneNumber: "+447700900123", PhoneConfirmed: true,
		Role: account.RoleUser, Status: account.Active, SessionEpoch: 3, Factors: account.Held(account.FactorEmail),
	}
}

func known(u account.User) device.Device {
	return device.Device{ID: "D", UserID: u.ID, TokenHash: "hash", Epoch: u.SessionEpoch, Role: u.Role, CreatedAt: now, ExpiresAt: now.Add(device.Lifetime)}
}

// Whatever ends the trust in an account ends its devices, by every way to do it, and nothing else does.
func TestWhatEndsADevice(t *testing.T) {
	change := func(c account.Change) func(account.User) (account.User, error) {
		return func(u account.User) (account.User, error) {
			next, _, err := c.Apply(u, true, now)
			return next, err
		}
	}
	plain := func(act func(account.User) account.User) func(account.User) (account.User, error) {
		return func(u account.User) (account.User, error) { return act(u), nil }
	}
	off, staff, disabled, sms := false, account.RoleSupport, account.Disabled, account.SMS
	name, address, number, language := "anne", "anne@acme.example", "+447700900124", "de"
	for what, c := range map[string]struct {
		act  func(account.User) (account.User, error)
		live bool
	}{
		"nothing":               {plain(func(u account.User) account.User { return u }), true},
		"another name":          {change(account.Change{Username: &name}), true},
		"another language":      {change(account.Change{Language: &language}), true},
		"a sign-in":             {plain(func(u account.User) account.User { u.LastLogin = now; return u }), true},
		"a new password":        {plain(account.User.SignOutEverywhere), false},
		"another address":       {change(account.Change{Email: &address}), false},
		"another number":        {change(account.Change{PhoneNumber: &number}), false},
		"no number":             {change(account.Change{NoPhoneNumber: true}), false},
		"one factor more":       {change(account.Change{TwoFactorMethod: &sms}), false},
		"no factor":             {change(account.Change{TwoFactor: &off}), false},
		"a factor enrolled":     {plain(func(u account.User) account.User { return u.Enrolled(account.Held(account.TOTP), now) }), false},
		"a role":                {change(account.Change{Role: &staff}), false},
		"disabled":              {change(account.Change{Status: &disabled}), false},
		"factors reset":         {func(u account.User) (account.User, error) { return u.ResetFactors(1, now) }, false},
		"recovered":             {plain(func(u account.User) account.User { return u.Recover("new@acme.example", now) }), false},
		"confirmed":             {plain(func(u account.User) account.User { return u.Confirm(now) }), true},
		"confirmed with factor": {plain(func(u account.User) account.User { u.TwoFactorWanted = account.SMS; return u.Confirm(now) }), false},
	} {
		before := mary()
		d := known(before)
		after, err := c.act(before)
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if d.Live(after, now) != c.live {
			t.Errorf("%s: live is %v", what, !c.live)
		}
	}
}

func TestLive(t *testing.T) {
	u := mary()
	for what, c := range map[string]struct {
		change func(*device.Device, *account.User)
		live   bool
	}{
		"as it is":            {func(*device.Device, *account.User) {}, true},
		"nine failures":       {func(d *device.Device, _ *account.User) { d.Failures = throttle.LoginDevice.Max - 1 }, true},
		"ten failures":        {func(d *device.Device, _ *account.User) { d.Failures = throttle.LoginDevice.Max }, false},
		"expired":             {func(d *device.Device, _ *account.User) { d.ExpiresAt = now }, false},
		"another's":           {func(_ *device.Device, u *account.User) { u.ID = 8 }, false},
		"none, and nobody":    {func(d *device.Device, u *account.User) { *d, *u = device.Device{}, account.User{} }, false},
		"enabled again":       {func(_ *device.Device, u *account.User) { u.SessionEpoch++ }, false},
		"an admin once":       {func(d *device.Device, _ *account.User) { d.Role = account.RoleAdmin }, false},
		"disabled by a write": {func(_ *device.Device, u *account.User) { u.Status = account.Disabled }, false},
	} {
		d, now0 := known(u), u
		c.change(&d, &now0)
		if d.Live(now0, now) != c.live {
			t.Errorf("%s: live is %v", what, !c.live)
		}
	}
}

// asked records whom a device was looked for under.
type asked struct {
	users  []account.ID
	hashes []string
}

func (a *asked) Device(_ context.Context, u account.ID, hash string) (device.Device, account.User, error) {
	a.users, a.hashes = append(a.users, u), append(a.hashes, hash)
	return device.Device{}, account.User{}, nil
}

// Every token that is given is looked for, once, and never where all malformed ones would be.
func TestEveryTokenIsLookedFor(t *testing.T) {
	var a asked
	if found, err := (device.Shown{}).Find(t.Context(), &a); err != nil || len(a.users) != 0 || found.Of(0, now).Known() {
		t.Errorf("without a token: %v %v", a, err)
	}
	for _, text := range []string{"", "lkd_", "lks_AQAH", "x"} {
		if found, err := (device.Shown{Given: true, Text: text}).Find(t.Context(), &a); err != nil || found.Of(0, now).Known() {
			t.Errorf("%q: %+v %v", text, found, err)
		}
	}
	if len(a.users) != 4 || a.users[0] == a.users[1] || a.hashes[0] == a.hashes[1] {
		t.Errorf("looked for %+v", a)
	}
	if _, ok := token.Parse(token.Device, "x"); ok {
		t.Error("x is a token")
	}
}

package main

import (
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/edge/api"
)

func TestExport(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, sessions: w.Store, devices: w.Store, factors: w.Store, pins: w.Store, lifetimes: world.Lifetimes, records: w.Store, now: w.Now}.serve)
	u := w.User(t, "mary", func(u *account.User) {
		u.RegistrationKey, u.ResetHash, u.Profile, u.Metadata = 7, "resethash", `{"colour":"green"}`, `{"plan":"gold"}`
	})
	other := w.User(t, "anne", nil)
	enrolled := w.Authenticator(t, u, w.Now())
	u = enrolled.User
	s := w.SignIn(t, u)
	d, shown := w.Remember(t, u)
	call := func(by account.User) world.Answer {
		return world.Do(t, h, world.Call{
			Method: "GET", Path: map[string]string{"id": u.ID.String()}, Caller: &api.Caller{UserID: by.ID, Role: by.Role, Session: s.TokenHash},
		})
	}
	if got := world.Into[output](t, call(u)); got.SupportPIN != nil {
		t.Errorf("there is no PIN: %+v", got.SupportPIN)
	}
	pin := w.PIN(t, u)
	if a := call(other); a.Status != 404 {
		t.Errorf("R-103: another's: %d %s", a.Status, a.Body)
	}
	a := call(u)
	got := world.Into[output](t, a)
	if a.Status != 200 || got.User.Email != u.Email || len(got.Sessions) != 1 || got.Sessions[0].Address != s.Address || *got.RegistrationKey != 7 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if string(*got.User.Profile) != `{"colour":"green"}` || string(*got.User.Metadata) != `{"plan":"gold"}` {
		t.Errorf("R-100: %s", a.Body)
	}
	if got.SupportPIN == nil || got.SupportPIN.ExpiresAt == nil || strings.Contains(a.Body, `"`+pin+`"`) || strings.Contains(a.Body, `"1.`) {
		t.Errorf("R-100: %s", a.Body)
	}
	if len(got.Devices) != 1 || got.Devices[0].ID != d.ID || got.Devices[0].Address != d.Address {
		t.Errorf("R-100: %s", a.Body)
	}
	if len(got.Factors) != 1 || got.Factors[0].ID != enrolled.Factor.ID || got.RecoveryCodes.Left != 10 {
		t.Errorf("R-100: %s", a.Body)
	}
	for _, secret := range []string{string(enrolled.Factor.Secret), enrolled.Recovery[0], u.PasswordHash, s.TokenHash, d.TokenHash, shown, "resethash", "argon2", "hash"} {
		if strings.Contains(a.Body, secret) {
			t.Errorf("R-105: %q is in %s", secret, a.Body)
		}
	}
	boss := w.User(t, "boss", func(u *account.User) { u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail) })
	if a := call(boss); a.Status != 200 {
		t.Errorf("an admin: %d %s", a.Status, a.Body)
	}
	if acts := w.Recorded(t, u.ID, audit.UserExported); len(acts) != 1 || acts[0].Actor != boss.ID {
		t.Errorf("R-114: an admin's export is recorded, and no other: %+v", acts)
	}
}

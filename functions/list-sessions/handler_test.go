package main

import (
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/edge/api"
)

// valid sessions only, newest first, and nothing that could be used as one.
func TestListSessions(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, sessions: w.Store, lifetimes: world.Lifetimes, records: w.Store, now: w.Now}.serve)
	u, other := w.User(t, "mary", nil), w.User(t, "anne", nil)
	boss := w.User(t, "boss", func(u *account.User) { u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail) })
	expired := w.SignIn(t, u)
	w.Pass(24 * time.Hour)
	old := w.SignIn(t, u)
	w.Pass(time.Minute)
	current := w.SignIn(t, u)
	call := func(by account.User, id string) world.Answer {
		return world.Do(t, h, world.Call{
			Method: "GET", Path: map[string]string{"id": id}, Caller: &api.Caller{UserID: by.ID, Role: by.Role, Session: current.TokenHash},
		})
	}
	if a := call(other, u.ID.String()); a.Status != 404 {
		t.Errorf("R-103: another's: %d %s", a.Status, a.Body)
	}
	a := call(u, "me")
	got := world.Into[output](t, a).Sessions
	if a.Status != 200 || len(got) != 2 || got[0].ID != current.ID || !got[0].Current || got[1].ID != old.ID || got[1].Current {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	for _, secret := range []string{current.TokenHash, old.TokenHash, expired.ID, "hash", "epoch"} {
		if strings.Contains(a.Body, secret) {
			t.Errorf("%q is in %s", secret, a.Body)
		}
	}
	if a := call(boss, u.ID.String()); a.Status != 200 {
		t.Errorf("an admin: %d %s", a.Status, a.Body)
	}
	if acts := w.Recorded(t, u.ID, audit.SessionsRead); len(acts) != 1 || acts[0].Actor != boss.ID {
		t.Errorf("R-114: an admin's look is recorded, and no other: %+v", acts)
	}
}

package main

import (
	"slices"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

// users end their own, admins those of others; a user's id with another's session is not found.
func TestRevokeSession(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, sessions: w.Store, notifier: w.Notifier}.serve)
	u, other := w.User(t, "mary", nil), w.User(t, "anne", nil)
	boss := w.User(t, "boss", func(u *account.User) { u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail) })
	first, second, others := w.SignIn(t, u), w.SignIn(t, u), w.SignIn(t, other)
	call := func(by account.User, id, session string) int {
		return world.Do(t, h, world.Call{
			Method: "DELETE", Path: map[string]string{"id": id, "session_id": session}, Caller: &api.Caller{UserID: by.ID, Role: by.Role},
		}).Status
	}
	for name, status := range map[string]int{
		"another's session": call(u, "me", others.ID),
		"another's user":    call(u, other.ID.String(), others.ID),
		"a hash":            call(u, "me", first.TokenHash),
		"nothing":           call(u, "me", ""),
	} {
		if status != 404 {
			t.Errorf("%s: %d", name, status)
		}
	}
	if n := w.Count(t)["Sessions"]; n != 3 {
		t.Errorf("%d sessions are left", n)
	}
	if a, b := call(u, "me", first.ID), call(u, "me", first.ID); a != 204 || b != 404 {
		t.Errorf("their own: %d, again %d", a, b)
	}
	if status := call(boss, u.ID.String(), second.ID); status != 204 || len(w.Outbox.Messages(u.Email)) != 1 {
		t.Errorf("an admin: %d, %d notices", status, len(w.Outbox.Messages(u.Email)))
	}
	if n := w.Count(t)["Sessions"]; n != 1 {
		t.Errorf("%d sessions are left", n)
	}
	if acts := w.Acts(t, u); !slices.Equal(acts[1:], []string{"session_ended by self", "session_ended by " + boss.ID.String()}) {
		t.Errorf("R-114: recorded is %v", acts)
	}
}

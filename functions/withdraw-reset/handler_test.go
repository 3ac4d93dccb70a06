package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

func asAdmin(u *account.User) {
	u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail)
}

func as(role account.Role, by account.User, username string) world.Call {
	return world.Call{
		Method: "DELETE", Path: map[string]string{"username": username},
		Caller: &api.Caller{UserID: by.ID, Role: role, Session: "h"},
	}
}

func TestWithdraw(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Admins, w.Now, handler{users: w.Store, now: w.Now}.serve)
	allowed := func(u *account.User) {
		u.ResetGrant = account.ResetGrant{ID: "id", Hash: "h", Expires: w.Now().Add(account.ResetGrantLifetime), By: 7}
	}
	boss, anne := w.User(t, "boss", asAdmin), w.User(t, "anne", nil)
	mary, rose := w.User(t, "mary", allowed), w.User(t, "rose", allowed)
	admin, user, support := account.RoleAdmin, account.RoleUser, account.RoleSupport
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"nobody", world.Call{Method: "DELETE", Path: map[string]string{"username": "mary"}}, 401, "token_missing"},
		{"a user, for themselves", as(user, mary, "mary"), 403, "forbidden"},
		{"a user, for another", as(user, anne, "mary"), 403, "forbidden"},
		{"a user, for nobody", as(user, anne, "nobody"), 403, "forbidden"},
		{"support", as(support, anne, "mary"), 403, "forbidden"},
		{"demoted on the way", as(admin, anne, "mary"), 403, "forbidden"},
		{"unknown", as(admin, boss, "nobody"), 404, "user_not_found"},
		{"none set", as(admin, boss, "anne"), 404, "no_reset_allowed"},
	} {
		if a := world.Do(t, h, c.call); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Do(t, h, as(admin, boss, "Mary")) })
	if a.Status != 204 || a.Body != "" || calls.Rounds() > 3 {
		t.Errorf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
	}
	if now, err := w.Store.User(t.Context(), mary.ID); err != nil || now.ResetGrant != (account.ResetGrant{}) {
		t.Errorf("%+v %v", now.ResetGrant, err)
	}
	if a := world.Do(t, h, as(admin, boss, "mary")); a.Status != 404 {
		t.Errorf("again: %d %s", a.Status, a.Body)
	}
	w.Pass(60 * time.Minute)
	if a := world.Do(t, h, as(admin, boss, "rose")); a.Status != 404 || a.Code(t) != "no_reset_allowed" {
		t.Errorf("over, still stored: %d %s", a.Status, a.Body)
	}
	if now, err := w.Store.User(t.Context(), rose.ID); err != nil || now.ResetGrant != rose.ResetGrant {
		t.Errorf("%+v %v", now.ResetGrant, err)
	}
}

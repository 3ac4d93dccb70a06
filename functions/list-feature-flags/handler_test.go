package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/flag"
	"latchkey/shared/edge/api"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, api.Handle(api.Admins, w.Now, handler{flags: w.Store}.serve)
}

func as(role account.Role) world.Call {
	return world.Call{Method: "GET", Caller: &api.Caller{UserID: 7, Role: role, Session: "h"}}
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"nobody", world.Call{Method: "GET"}, 401, "token_missing"},
		{"R-152: a user", as(account.RoleUser), 403, "forbidden"},
		{"R-152: support", as(account.RoleSupport), 403, "forbidden"},
	} {
		var a world.Answer
		calls := w.Edge.During(func() { a = world.Do(t, h, c.call) })
		if a.Status != c.status || a.Code(t) != c.code || len(calls) != 0 {
			t.Errorf("%s: %d %s, %d calls", c.name, a.Status, a.Body, len(calls))
		}
	}
}

// Both are there before anybody set them, and off.
func TestDefaults(t *testing.T) {
	w, h := setUp(t)
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Do(t, h, as(account.RoleAdmin)) })
	const want = `{"feature_flags":[` +
		`{"name":"email_based_mfa","enabled":false,"percentage":0,"users":[],"updated_at":null},` +
		`{"name":"enrol_new_users_in_email_otp","enabled":false,"percentage":0,"users":[],"updated_at":null}],"next_cursor":null}`
	if a.Status != 200 || a.Body != want || calls.Rounds() != 1 {
		t.Errorf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
	}
}

func TestWhatWasSetIsShown(t *testing.T) {
	w, h := setUp(t)
	w.SetFlag(t, flag.Flag{Name: flag.EmailBasedMFA, Percentage: 10, Users: []account.ID{9, 8, 9}})
	w.SetFlag(t, flag.Flag{Name: flag.EnrolNewUsers, Enabled: true})
	got := world.Into[output](t, world.Do(t, h, as(account.RoleAdmin))).FeatureFlags
	first, second := got[0], got[1]
	if first.Enabled || first.Percentage != 10 || len(first.Users) != 2 || first.Users[0] != 8 || first.UpdatedAt == nil {
		t.Errorf("%+v", first)
	}
	if !second.Enabled || second.Percentage != 0 || len(second.Users) != 0 || second.UpdatedAt == nil {
		t.Errorf("%+v", second)
	}
}

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/flag"
	"latchkey/shared/edge/api"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, api.Handle(api.Admins, w.Now, handler{flags: w.Store, now: w.Now}.serve)
}

func as(role account.Role, name flag.Name, body string) world.Call {
	return world.Call{
		Method: "PUT", Path: map[string]string{"name": string(name)}, Body: body,
		Caller: &api.Caller{UserID: 7, Role: role, Session: "h"},
	}
}

// ids are as many as wanted, as a list in JSON.
func ids(count int) string {
	var all []string
	for i := range count {
		all = append(all, fmt.Sprint(i+1))
	}
	return "[" + strings.Join(all, ",") + "]"
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	admin := func(body string) world.Call { return as(account.RoleAdmin, flag.EmailBasedMFA, body) }
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
		fields []string
	}{
		{"nobody", world.Call{Method: "PUT", Path: map[string]string{"name": "email_based_mfa"}, Body: `{}`}, 401, "token_missing", nil},
		{"R-152: a user", as(account.RoleUser, flag.EmailBasedMFA, `{"enabled":true}`), 403, "forbidden", nil},
		{"R-152: support", as(account.RoleSupport, flag.EmailBasedMFA, `{"enabled":true}`), 403, "forbidden", nil},
		{"no such flag", as(account.RoleAdmin, "email_based_mf", `{"enabled":true}`), 404, "feature_flag_not_found", nil},
		{"another case", as(account.RoleAdmin, "Email_Based_MFA", `{"enabled":true}`), 404, "feature_flag_not_found", nil},
		{"no body", admin(``), 400, "malformed_json", nil},
		{"its name once more", admin(`{"name":"email_based_mfa"}`), 400, "unknown_member", []string{"name: unknown_member"}},
		{"on in words", admin(`{"enabled":"true"}`), 400, "wrong_type", []string{"enabled: wrong_type"}},
		{"half a percent", admin(`{"percentage":0.5}`), 400, "wrong_type", []string{"percentage: wrong_type"}},
		{"names", admin(`{"users":["mary"]}`), 400, "wrong_type", []string{"users.0: wrong_type"}},
		{"less than nobody", admin(`{"percentage":-1}`), 422, "invalid_fields", []string{"percentage: invalid_percentage"}},
		{"more than everybody", admin(`{"percentage":101}`), 422, "invalid_fields", []string{"percentage: invalid_percentage"}},
		{"too many users", admin(`{"users":` + ids(1001) + `}`), 422, "invalid_fields", []string{"users: too_many_users"}},
		{"an unused id", admin(`{"users":[1,0]}`), 400, "wrong_type", []string{"users.1: wrong_type"}},
		{"a part of what is whole", as(account.RoleAdmin, flag.EnrolNewUsers, `{"percentage":50,"users":[1]}`), 422, "invalid_fields",
			[]string{"percentage: instance_wide", "users: instance_wide"}},
	} {
		a := world.Do(t, h, c.call)
		if a.Status != c.status || a.Code(t) != c.code || !slices.Equal(a.Fields(t), c.fields) {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if n := w.Count(t); len(n) != 0 {
		t.Errorf("stored %v", n)
	}
}

// What is set is stored with who set it; what is left out is off again.
func TestSet(t *testing.T) {
	w, h := setUp(t)
	var a world.Answer
	calls := w.Edge.During(func() {
		a = world.Do(t, h, as(account.RoleAdmin, flag.EmailBasedMFA, `{"percentage":25,"users":[9,8,9]}`))
	})
	if a.Status != 200 || calls.Rounds() != 1 || !strings.HasPrefix(a.Body, `{"name":"email_based_mfa","enabled":false,"percentage":25,"users":[8,9],"updated_at":"`) {
		t.Errorf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
	}
	f, err := w.Store.Flag(t.Context(), flag.EmailBasedMFA)
	if err != nil || f.Enabled || f.Percentage != 25 || !slices.Equal(f.Users, []account.ID{8, 9}) || f.UpdatedBy != 7 || f.UpdatedAt.IsZero() {
		t.Errorf("%+v, %v", f, err)
	}
	if a := world.Do(t, h, as(account.RoleAdmin, flag.EmailBasedMFA, `{"enabled":true}`)); a.Status != 200 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if f, err := w.Store.Flag(t.Context(), flag.EmailBasedMFA); err != nil || !f.Enabled || f.Percentage != 0 || len(f.Users) != 0 {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestAThousandUsers(t *testing.T) {
	w, h := setUp(t)
	if a := world.Do(t, h, as(account.RoleAdmin, flag.EmailBasedMFA, `{"users":`+ids(1000)+`}`)); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if f, err := w.Store.Flag(t.Context(), flag.EmailBasedMFA); err != nil || len(f.Users) != 1000 || !f.On(1000) || f.On(1001) {
		t.Errorf("%d users, %v", len(f.Users), err)
	}
}

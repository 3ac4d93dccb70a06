package main

import (
	"strconv"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

func as(role account.Role, id string) world.Call {
	return world.Call{Method: "DELETE", Path: map[string]string{"id": id}, Caller: &api.Caller{UserID: 7, Role: role, Session: "h"}}
}

func of(k token.Token) string { return strconv.FormatInt(k.ID(), 10) }

func TestRevoke(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Admins, w.Now, handler{keys: w.Store, now: w.Now}.serve)
	keys := w.Keys(t, 2, nil)
	good, used := keys[0], keys[1]
	u := w.User(t, "mary", nil)
	u.ID, u.Username, u.Email, u.RegistrationKey = u.ID+1, "anne", "anne@latchkey.example", used.ID()
	key := w.Key(t, used)
	if err := w.Store.CreateUser(t.Context(), &key, u, nil, false); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"nobody", world.Call{Method: "DELETE", Path: map[string]string{"id": of(good)}}, 401, "token_missing"},
		{"R-102: a user", as(account.RoleUser, of(good)), 403, "forbidden"},
		{"R-102: support", as(account.RoleSupport, of(good)), 403, "forbidden"},
		{"unknown", as(account.RoleAdmin, "1"), 404, "registration_key_not_found"},
		{"no id", as(account.RoleAdmin, "0"+of(good)), 404, "registration_key_not_found"},
		{"the key itself", as(account.RoleAdmin, good.Reveal()), 404, "registration_key_not_found"},
		{"used", as(account.RoleAdmin, of(used)), 409, "registration_key_used"},
	} {
		if a := world.Do(t, h, c.call); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if k := w.Key(t, good); !k.Active {
		t.Error("a refusal revoked it")
	}
	w.Pass(time.Hour)
	if a := world.Do(t, h, as(account.RoleAdmin, of(good))); a.Status != 204 || a.Body != "" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if k := w.Key(t, good); k.Active || !k.UpdatedAt.Equal(w.Now()) && k.UpdatedAt.Before(w.Now().Add(-time.Minute)) {
		t.Errorf("%+v", k)
	}
	if a := world.Do(t, h, as(account.RoleAdmin, of(good))); a.Status != 409 || a.Code(t) != "registration_key_inactive" {
		t.Errorf("again: %d %s", a.Status, a.Body)
	}
	if k := w.Key(t, used); k.UsedBy != u.ID || w.Count(t)["RegistrationKeys"] != 2 {
		t.Errorf("the used one: %+v", k)
	}
}

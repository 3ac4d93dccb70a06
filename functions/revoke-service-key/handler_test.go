package main

import (
	"strconv"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
)

func TestRevoke(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Admins, w.Now, handler{keys: w.Store, now: w.Now}.serve)
	key := w.ServiceKey(t, servicekey.UsersRead)
	stale := w.Caller(account.User{ID: 7, Role: account.RoleAdmin})
	stale.SignedInAt = w.Now().Add(-15 * time.Minute)
	for _, c := range []struct {
		name, id string
		caller   *api.Caller
		status   int
	}{
		{"nobody", "", nil, 401},
		{"R-102: support", "", w.Caller(account.User{ID: 8, Role: account.RoleSupport}), 403},
		{"R-87: an old sign-in", "", stale, 403},
		{"no id", "x", w.Caller(account.User{ID: 7, Role: account.RoleAdmin}), 404},
		{"an unknown key", "7", w.Caller(account.User{ID: 7, Role: account.RoleAdmin}), 404},
		{"the key", "", w.Caller(account.User{ID: 7, Role: account.RoleAdmin}), 204},
		{"again", "", w.Caller(account.User{ID: 7, Role: account.RoleAdmin}), 404},
	} {
		if c.id == "" {
			c.id = strconv.FormatInt(key.ID(), 10)
		}
		a := world.Do(t, h, world.Call{Method: "DELETE", Path: map[string]string{"id": c.id}, Caller: c.caller})
		k, err := w.Store.ServiceKey(t.Context(), key.ID())
		revoked := c.name == "the key" || c.name == "again"
		if a.Status != c.status || err != nil || k.Valid(key, w.Now()) == revoked {
			t.Errorf("%s: %d %s, %+v, %v", c.name, a.Status, a.Body, k, err)
		}
	}
}

package main

import (
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
)

// admins see every key once, and none that opens anything.
func TestList(t *testing.T) {
	w := world.New(t)
	cursors, err := api.NewCursors("a secret of the tests", "service keys")
	if err != nil {
		t.Fatal(err)
	}
	h := api.Handle(api.Admins, w.Now, handler{keys: w.Store, cursors: cursors}.serve)
	as := func(role account.Role, query string) world.Answer {
		return world.Do(t, h, world.Call{Method: "GET", Query: query, Caller: w.Caller(account.User{ID: 7, Role: role})})
	}
	if a := as(account.RoleAdmin, ""); a.Body != `{"keys":[],"next_cursor":null}` {
		t.Errorf("of nothing: %s", a.Body)
	}
	for _, role := range []account.Role{account.RoleUser, account.RoleSupport} {
		if a := as(role, ""); a.Status != 403 {
			t.Errorf("%s: %d %s", role, a.Status, a.Body)
		}
	}
	seen := map[int64]bool{}
	for range 5 {
		w.ServiceKey(t, servicekey.UsersRead)
	}
	for query := "limit=2"; query != ""; {
		a := as(account.RoleAdmin, query)
		out := world.Into[output](t, a)
		for _, k := range out.Keys {
			seen[k.ID] = true
		}
		if strings.Contains(a.Body, "hash") || len(out.Keys) > 2 {
			t.Errorf("%s", a.Body)
		}
		if query = ""; out.NextCursor != nil {
			query = "limit=2&cursor=" + *out.NextCursor
		}
	}
	if len(seen) != 5 {
		t.Errorf("%d keys", len(seen))
	}
}

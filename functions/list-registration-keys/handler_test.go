package main

import (
	"slices"
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/edge/api"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, api.Handle(api.Admins, w.Now, handler{keys: w.Store, cursors: cursors(t, "registration keys")}.serve)
}

func cursors(t *testing.T, list string) api.Cursors {
	t.Helper()
	c, err := api.NewCursors("a secret of the tests", list)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func as(role account.Role, query string) world.Call {
	return world.Call{Method: "GET", Query: query, Caller: &api.Caller{UserID: 7, Role: role, Session: "h"}}
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	w.Keys(t, 3, nil)
	good := *world.Into[output](t, world.Do(t, h, as(account.RoleAdmin, "limit=2"))).NextCursor
	foreign := *cursors(t, "users").Next("7")
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"nobody", world.Call{Method: "GET"}, 401, "token_missing"},
		{"R-102: a user", as(account.RoleUser, ""), 403, "forbidden"},
		{"R-102: support", as(account.RoleSupport, ""), 403, "forbidden"},
		{"a limit of none", as(account.RoleAdmin, "limit=0"), 422, "invalid_fields"},
		{"a limit past a hundred", as(account.RoleAdmin, "limit=101"), 422, "invalid_fields"},
		{"a limit in words", as(account.RoleAdmin, "limit=all"), 422, "invalid_fields"},
		{"a limit of nothing", as(account.RoleAdmin, "limit="), 422, "invalid_fields"},
		{"two limits", as(account.RoleAdmin, "limit=1&limit=2"), 422, "invalid_fields"},
		{"a cursor of nothing", as(account.RoleAdmin, "cursor="), 400, "invalid_cursor"},
		{"no cursor", as(account.RoleAdmin, "cursor=7"), 400, "invalid_cursor"},
		{"a cursor cut short", as(account.RoleAdmin, "cursor="+good[:len(good)-2]), 400, "invalid_cursor"},
		{"another list's cursor", as(account.RoleAdmin, "cursor="+foreign), 400, "invalid_cursor"},
	} {
		if a := world.Do(t, h, c.call); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if a := world.Do(t, h, as(account.RoleAdmin, "limit=x")); !slices.Equal(a.Fields(t), []string{"limit: invalid_limit"}) {
		t.Errorf("blames %v", a.Fields(t))
	}
	for i := range good { // each single letter changed
		edited := good[:i] + map[bool]string{true: "B", false: "A"}[good[i] == 'A'] + good[i+1:]
		if a := world.Do(t, h, as(account.RoleAdmin, "cursor="+edited)); a.Code(t) != "invalid_cursor" {
			t.Fatalf("edited at %d: %d %s", i, a.Status, a.Body)
		}
	}
}

// every key once, whatever the pages' length, and nothing that opens anything.
func TestPages(t *testing.T) {
	w, h := setUp(t)
	if a := world.Do(t, h, as(account.RoleAdmin, "")); a.Body != `{"keys":[],"next_cursor":null}` {
		t.Errorf("of nothing: %s", a.Body)
	}
	tokens := w.Keys(t, 30, func(o *registrationkey.Batch) { o.Note = "for the branch" })
	for query, pages := range map[string]int{"": 2, "limit=10": 3, "limit=30": 1, "limit=29": 2, "limit=100": 1} {
		seen, n := map[int64]bool{}, 0
		for next := query; ; n++ {
			a := world.Do(t, h, as(account.RoleAdmin, next))
			out := world.Into[output](t, a)
			for _, k := range out.Keys {
				if seen[k.ID] || *k.Note != "for the branch" || len(k.Hint) != 4 {
					t.Errorf("%+v", k)
				}
				seen[k.ID] = true
			}
			if strings.Contains(a.Body, "registration_key") || strings.Contains(a.Body, "hash") {
				t.Error("a key or its hash is listed")
			}
			if out.NextCursor == nil {
				break
			}
			next = query + "&cursor=" + *out.NextCursor
		}
		if n+1 != pages || len(seen) != len(tokens) {
			t.Errorf("%q: %d pages, %d keys", query, n+1, len(seen))
		}
	}
}

func TestHintEndsTheKey(t *testing.T) {
	w, h := setUp(t)
	key := w.Keys(t, 1, nil)[0]
	a := world.Do(t, h, as(account.RoleAdmin, ""))
	if k := world.Into[output](t, a).Keys[0]; !strings.HasSuffix(key.Reveal(), k.Hint) || !k.Active || k.UsedBy != nil {
		t.Errorf("%s", a.Body)
	}
}

package main

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

var admin = account.User{ID: 7, Role: account.RoleAdmin}

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, api.Handle(api.Admins, w.Now, handler{keys: w.Store, requests: w.Requests(t), random: rand.Reader, now: w.Now}.serve)
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	later := w.Now().Add(366 * 24 * time.Hour).Format(time.RFC3339)
	stale := w.Caller(admin)
	stale.SignedInAt = w.Now().Add(-15 * time.Minute)
	const good = `{"name":"billing","scopes":["users:read"]}`
	for name, c := range map[string]struct {
		body   string
		caller *api.Caller
		status int
		code   string
	}{
		"nobody":                {good, nil, 401, "token_missing"},
		"R-102: a user":         {good, w.Caller(account.User{ID: 8, Role: account.RoleUser}), 403, "forbidden"},
		"R-102: support":        {good, w.Caller(account.User{ID: 8, Role: account.RoleSupport}), 403, "forbidden"},
		"a service":             {good, &api.Caller{ServiceKey: 9, Scopes: "users:read users:register metadata:write sessions:revoke"}, 403, "scope_missing"},
		"R-87: an old sign-in":  {good, stale, 403, "reauthentication_required"},
		"nothing":               {`{}`, w.Caller(admin), 422, "invalid_fields"},
		"a scope of its own":    {`{"name":"x","scopes":["roles:write"]}`, w.Caller(admin), 422, "invalid_fields"},
		"past a year":           {fmt.Sprintf(`{"name":"x","scopes":["users:read"],"expires_at":%q}`, later), w.Caller(admin), 422, "invalid_fields"},
		"no time":               {`{"name":"x","scopes":["users:read"],"expires_at":"soon"}`, w.Caller(admin), 422, "invalid_fields"},
		"a key of their choice": {`{"name":"x","scopes":["users:read"],"service_key":"lkv_mine"}`, w.Caller(admin), 400, "unknown_member"},
	} {
		if a := world.Do(t, h, world.Call{Body: c.body, Caller: c.caller}); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	if n := w.Count(t); n["ServiceKeys"] != 0 || n["AuditEvents"] != 0 {
		t.Errorf("written was %v", n)
	}
}

// the key is shown once, and what is stored of it cannot be used as one.
func TestIssue(t *testing.T) {
	w, h := setUp(t)
	a := world.Do(t, h, world.Call{Body: `{"name":" billing ","scopes":["users:read","sessions:revoke"]}`, Caller: w.Caller(admin)})
	out := world.Into[output](t, a)
	tok, ok := token.Parse(token.ServiceKey, out.Plain)
	if a.Status != 201 || !ok || tok.ID() != out.ID || out.Name != "billing" || out.CreatedBy != 7 || !strings.HasSuffix(out.Plain, out.Hint) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	k, err := w.Store.ServiceKey(t.Context(), out.ID)
	if err != nil || !k.Valid(tok, w.Now()) || k.Valid(tok, w.Now().Add(servicekey.Usual)) || !slices.Equal(k.Each(), []servicekey.Scope{servicekey.UsersRead, servicekey.SessionsRevoke}) {
		t.Errorf("%+v, %v", k, err)
	}
	if stored := fmt.Sprint(w.Scan(t, w.Tables.ServiceKeys)); strings.Contains(stored, out.Plain) {
		t.Error("the key is stored")
	}
}

package main

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, api.Handle(api.Admins, w.Now, handler{keys: w.Store, requests: w.Requests(t), lifetime: 7 * 24 * time.Hour, random: rand.Reader, now: w.Now}.serve)
}

// fresh is when the sessions of these tests began: later than any time in them.
var fresh = time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)

func as(role account.Role, body string) world.Call {
	return world.Call{Body: body, Caller: &api.Caller{UserID: 7, Role: role, Session: "h", SignedInAt: fresh}}
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	in := func(d time.Duration) string { return `{"expires_at":"` + w.Now().Add(d).Format(time.RFC3339) + `"}` }
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		fields []string
	}{
		{"nobody", world.Call{Body: `{}`}, 401, nil},
		{"R-56, R-102: a user", as(account.RoleUser, `{}`), 403, nil},
		{"R-56, R-102: support", as(account.RoleSupport, `{}`), 403, nil},
		{"no body", as(account.RoleAdmin, ``), 400, nil},
		{"none", as(account.RoleAdmin, `{"count":0}`), 422, []string{"count: invalid_count"}},
		{"fewer than none", as(account.RoleAdmin, `{"count":-1}`), 422, []string{"count: invalid_count"}},
		{"too many", as(account.RoleAdmin, `{"count":101}`), 422, []string{"count: invalid_count"}},
		{"half a key", as(account.RoleAdmin, `{"count":1.5}`), 400, []string{"count: wrong_type"}},
		{"a long note", as(account.RoleAdmin, `{"note":"`+strings.Repeat("é", 201)+`"}`), 422, []string{"note: note_too_long"}},
		{"an empty address", as(account.RoleAdmin, `{"email":""}`), 422, []string{"email: required"}},
		{"an address of nothing that is seen", as(account.RoleAdmin, `{"email":" \u202e"}`), 422, []string{"email: required"}},
		{"no address", as(account.RoleAdmin, `{"email":"mary"}`), 422, []string{"email: invalid_email"}},
		{"no time", as(account.RoleAdmin, `{"expires_at":"tomorrow"}`), 422, []string{"expires_at: invalid_expires_at"}},
		{"now", as(account.RoleAdmin, in(0)), 422, []string{"expires_at: invalid_expires_at"}},
		{"past 90 days", as(account.RoleAdmin, in(90*24*time.Hour+time.Minute)), 422, []string{"expires_at: invalid_expires_at"}},
		{"R-52: active", as(account.RoleAdmin, `{"active":true}`), 400, []string{"active: unknown_member"}},
	} {
		a := world.Do(t, h, c.call)
		if a.Status != c.status || !slices.Equal(a.Fields(t), c.fields) {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if n := w.Count(t); len(n) != 0 {
		t.Errorf("stored %v", n)
	}
}

func TestOneKeyOfSevenDays(t *testing.T) {
	w, h := setUp(t)
	a := world.Do(t, h, as(account.RoleAdmin, `{}`))
	out := world.Into[output](t, a)
	if a.Status != 201 || len(out.Keys) != 1 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	k := out.Keys[0]
	tok, ok := token.Parse(token.Registration, k.Plain)
	if !ok || tok.ID() != k.ID || !k.Active || k.Note != nil || k.Email != nil || k.UsedBy != nil {
		t.Errorf("%s", a.Body)
	}
	expires, err := time.Parse(time.RFC3339, *k.ExpiresAt)
	if left := expires.Sub(w.Now()); err != nil || left > 7*24*time.Hour || left < 7*24*time.Hour-time.Minute {
		t.Errorf("expires in %v, %v", left, err)
	}
	for _, member := range []string{`"note":null`, `"email":null`, `"used_by":null`, `"created_at"`, `"updated_at"`} {
		if !strings.Contains(a.Body, member) {
			t.Errorf("no %s in %s", member, a.Body)
		}
	}
}

// what is stored of a hundred keys opens nothing, and each is another.
func TestAHundredKeysAreStoredAsHashes(t *testing.T) {
	w, h := setUp(t)
	expires := w.Now().Add(90 * 24 * time.Hour).Format(time.RFC3339)
	a := world.Do(t, h, as(account.RoleAdmin, fmt.Sprintf(`{"count":100,"note":%q,"email":"Mary@Latchkey.Example","expires_at":%q}`, strings.Repeat("é", 200), expires)))
	out := world.Into[output](t, a)
	if a.Status != 201 || len(out.Keys) != 100 || w.Count(t)["RegistrationKeys"] != 100 {
		t.Fatalf("%d %d keys, %v", a.Status, len(out.Keys), w.Count(t))
	}
	stored := ""
	for _, it := range w.Scan(t, w.Tables.RegistrationKeys) {
		for name, value := range it {
			if v, ok := value.(*types.AttributeValueMemberS); ok {
				stored += name + " " + v.Value + "\n"
			}
		}
	}
	seen := map[string]bool{}
	for _, k := range out.Keys {
		if seen[k.Plain] || strings.Contains(stored, k.Plain) || strings.Contains(stored, k.Plain[len("lkk_"):len(k.Plain)-4]) {
			t.Fatal("a key twice, or as it is in the table")
		}
		seen[k.Plain] = true
		if *k.Email != "mary@latchkey.example" || *k.ExpiresAt != expires {
			t.Fatalf("%+v", k)
		}
	}
}

// A key lets somebody in, so a session of long ago does not make one.
func TestOldSession(t *testing.T) {
	w, h := setUp(t)
	call := as(account.RoleAdmin, `{}`)
	call.Caller.SignedInAt = w.Now().Add(-15 * time.Minute)
	if a := world.Do(t, h, call); a.Status != 403 || a.Code(t) != "reauthentication_required" || len(w.Count(t)) != 0 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestRounds(t *testing.T) {
	w, h := setUp(t)
	calls := w.Edge.During(func() { world.Do(t, h, as(account.RoleAdmin, `{"count":100}`)) })
	if calls.Rounds() != 2 { // the record, then the keys
		t.Errorf("%v", calls.Operations())
	}
}

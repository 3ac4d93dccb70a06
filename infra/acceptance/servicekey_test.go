package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/proof"
	"latchkey/shared/domain/servicekey"
)

const serviceKeys = "/api/v1/admin/service-keys"

// keyed is a service with an admin, and a key of each scope.
type keyed struct {
	service
	boss string
	keys map[servicekey.Scope]string
	ids  map[servicekey.Scope]string
}

func withKeys(t *testing.T) keyed {
	t.Helper()
	s := keyed{service: start(t), keys: map[servicekey.Scope]string{}, ids: map[servicekey.Scope]string{}}
	s.boss = s.admin(t)
	for _, scope := range servicekey.Scopes {
		a := s.do(t, "POST", serviceKeys, fmt.Sprintf(`{"name":"a program","scopes":[%q]}`, scope), "PRIVATE-TOKEN", s.boss)
		if a.status != 201 || !strings.HasPrefix(a.text("service_key"), "lkv_") {
			t.Fatalf("%d %s", a.status, a.body)
		}
		s.keys[scope], s.ids[scope] = a.text("service_key"), fmt.Sprintf("%.0f", a.at("id"))
	}
	s.account(t, "mary", false)
	return s
}

// maryID is the id of mary, as a service finds it.
func (s keyed) maryID(t *testing.T) string {
	t.Helper()
	a := s.do(t, "GET", "/api/v1/admin/users?username=mary", "", "PRIVATE-TOKEN", s.keys[servicekey.UsersRead])
	if a.status != 200 || a.at("users.0.id") == nil {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return fmt.Sprintf("%.0f", a.at("users.0.id"))
}

// every route with every scope. A key is let in where the contract names its scope, and nowhere
// else: there it is refused before anything is read.
func TestServiceKeysDoWhatTheirScopesSay(t *testing.T) {
	s, attacks := withKeys(t), proof.Count(t, proof.Attacks)
	id, let := s.maryID(t), map[servicekey.Scope][]string{}
	path := strings.NewReplacer("{id}", id, "{username}", "mary", "{session_id}", "x", "{name}", "email_based_mfa")
	for _, o := range operations(t) {
		if slices.Contains(o.Callers, "anyone") {
			continue
		}
		for _, scope := range servicekey.Scopes {
			body := bodies[o.Method+" "+o.Path]
			if o.ID == "update-user" && scope == servicekey.MetadataWrite {
				body = `{"metadata":{"plan":"pro"}}`
			}
			a := s.do(t, o.Method, path.Replace(o.Path), body, "Authorization", "Bearer "+s.keys[scope])
			refused := a.status == 403 && a.text("code") == "scope_missing"
			if a.status == 401 || a.status >= 500 || refused != (string(scope) != o.Scope) {
				t.Errorf("%s with %s: %d %s", o.ID, scope, a.status, a.body)
			}
			if attacks.Add(1); !refused {
				let[scope] = append(let[scope], o.Method+" "+o.Path)
			}
		}
	}
	for scope, want := range map[servicekey.Scope][]string{
		servicekey.UsersRead:      {"GET /api/v1/admin/users", "GET /users/{id}"},
		servicekey.UsersRegister:  {"POST /users/bulk"},
		servicekey.MetadataWrite:  {"PATCH /users/{id}"},
		servicekey.SessionsRevoke: {"DELETE /users/{id}/sessions/{session_id}", "GET /users/{id}/sessions"},
	} {
		if slices.Sort(let[scope]); !slices.Equal(let[scope], want) {
			t.Errorf("%s opens %v", scope, let[scope])
		}
	}
}

// What keys do, and who did it by the records.
func TestServiceKeysAtWork(t *testing.T) {
	s := withKeys(t)
	id := s.maryID(t)
	mary := s.token(t, "mary")
	as := func(scope servicekey.Scope, method, path, body string) answer {
		return s.do(t, method, path, body, "PRIVATE-TOKEN", s.keys[scope])
	}
	if a := as(servicekey.UsersRead, "GET", "/users/"+id, ""); a.status != 200 || a.text("username") != "mary" || a.header.Get("X-User-Id") != "" {
		t.Errorf("%d %s %v", a.status, a.body, a.header)
	}
	if a := as(servicekey.UsersRead, "GET", "/users/me", ""); a.status != 404 || a.text("code") != "user_not_found" {
		t.Errorf("a key is no user: %d %s", a.status, a.body)
	}
	a := as(servicekey.UsersRegister, "POST", "/users/bulk", `{"users":[{"username":"anne","email":"anne@latchkey.example","password":"velvet tractor orbit moss"},{"username":"lucy","email":"lucy@latchkey.example","password":"velvet tractor orbit moss","role":"admin"}]}`)
	if a.status != 207 || a.at("results.0.status") != 201.0 || a.text("results.1.problem.code") != "unknown_member" {
		t.Errorf("%d %s", a.status, a.body)
	}
	session := as(servicekey.SessionsRevoke, "GET", "/users/"+id+"/sessions", "").text("sessions.0.id")
	if a := as(servicekey.SessionsRevoke, "DELETE", "/users/"+id+"/sessions/"+session, ""); a.status != 204 {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", mary); a.status != 401 {
		t.Errorf("mary's session is valid: %d", a.status)
	}
	events := s.do(t, "GET", "/api/v1/admin/users/mary/audit", "", "PRIVATE-TOKEN", s.boss)
	for i, want := range []struct{ event, key string }{{"session_ended", s.ids[servicekey.SessionsRevoke]}, {"sessions_read", s.ids[servicekey.SessionsRevoke]}, {"user_read", s.ids[servicekey.UsersRead]}} {
		at := fmt.Sprintf("events.%d.", i)
		if events.text(at+"event") != want.event || events.at(at+"actor_id") != nil || fmt.Sprintf("%.0f", events.at(at+"service_key_id")) != want.key {
			t.Errorf("R-114: record %d is not %v: %s", i, want, events.body)
		}
	}
	for _, key := range s.keys {
		if strings.Contains(s.log.String(), key) {
			t.Error("R-143: a key is in the log")
		}
	}
}

// With metadata:write, every other member is refused, also beside the metadata.
func TestMetadataKeysChangeNothingElse(t *testing.T) {
	s := withKeys(t)
	id := s.maryID(t)
	for _, body := range []string{
		`{"username":"anne"}`, `{"email":"anne@latchkey.example"}`, `{"phone_number":null}`, `{"2fa":false}`, `{"2fa_method":"email"}`,
		`{"role":"admin"}`, `{"status":"disabled"}`, `{"profile":{}}`, `{"metadata":{},"role":"admin"}`, `{"metadata":{},"profile":{}}`, `{}`,
	} {
		a := s.do(t, "PATCH", "/users/"+id, body, "PRIVATE-TOKEN", s.keys[servicekey.MetadataWrite])
		if a.status != 403 || a.text("code") != "scope_missing" {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	a := s.do(t, "PATCH", "/users/"+id, `{"metadata":{"plan":"pro"}}`, "PRIVATE-TOKEN", s.keys[servicekey.MetadataWrite])
	if a.status != 200 || a.text("metadata.plan") != "pro" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := s.do(t, "GET", "/users/"+id, "", "PRIVATE-TOKEN", s.boss); a.text("metadata.plan") != "pro" || a.text("username") != "mary" || a.text("role") != "user" || a.text("status") != "active" {
		t.Errorf("%s", a.body)
	}
}

// a key that is revoked, expired or malformed is no key; a key is no session and a session no key.
// Gateways and services of other teams, which are for users, refuse every key.
func TestVoidServiceKeys(t *testing.T) {
	s := withKeys(t)
	key, id := s.keys[servicekey.UsersRead], s.maryID(t)
	n, own := beside(t, s.service), guardedBy(t, s.service)
	refused := func(name, token string) {
		t.Helper()
		if a := s.do(t, "GET", "/users/"+id, "", "PRIVATE-TOKEN", token); a.status != 401 || a.text("code") != "token_invalid" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	refused("cut", key[:len(key)-1])
	refused("in capitals", strings.ToUpper(key))
	refused("as a session", "lks_"+key[4:])
	refused("a session as a key", "lkv_"+s.boss[4:])
	refused("as a registration key", "lkk_"+key[4:])
	if a := s.do(t, "GET", "/users/"+id, "", "PRIVATE-TOKEN", key, "Authorization", "Bearer "+s.boss); a.status != 401 || a.text("code") != "two_tokens" {
		t.Errorf("beside a session: %d %s", a.status, a.body)
	}
	if a := n.do(t, "GET", "/notes/mine", "", "PRIVATE-TOKEN", key); a.status != 403 || n.ran.Load() != 0 {
		t.Errorf("another team's gateway: %d %s", a.status, a.body)
	}
	if a := own.do(t, "GET", "/users", "", "PRIVATE-TOKEN", key); a.status != 401 {
		t.Errorf("another team's service: %d %s", a.status, a.body)
	}
	if a := s.do(t, "DELETE", serviceKeys+"/"+s.ids[servicekey.UsersRead], "", "PRIVATE-TOKEN", s.boss); a.status != 204 {
		t.Errorf("%d %s", a.status, a.body)
	}
	refused("revoked", key)
	if a := s.do(t, "DELETE", serviceKeys+"/"+s.ids[servicekey.UsersRead], "", "PRIVATE-TOKEN", s.boss); a.status != 404 {
		t.Errorf("again: %d %s", a.status, a.body)
	}
	s.setAll(t, "ServiceKeysTable", "expires_at", ago(time.Second))
	refused("expired, still stored", s.keys[servicekey.SessionsRevoke])
	if n := len(s.scan(t, "ServiceKeysTable")); n != len(servicekey.Scopes) {
		t.Errorf("%d keys are stored", n)
	}
}

// Admins see when a key was last used, and no key. A use is recorded once an hour.
func TestServiceKeysAreListed(t *testing.T) {
	s := withKeys(t)
	id := s.maryID(t)
	used := func() (all []string) {
		for _, item := range s.scan(t, "ServiceKeysTable") {
			if at, ok := item["used_at"].(*types.AttributeValueMemberN); ok {
				all = append(all, at.Value)
			}
		}
		return all
	}
	first := used()
	s.setAll(t, "ServiceKeysTable", "used_at", ago(time.Hour))
	if a := s.do(t, "GET", "/users/"+id, "", "PRIVATE-TOKEN", s.keys[servicekey.UsersRead]); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	hour, now := ago(time.Minute).(*types.AttributeValueMemberN).Value, used()
	if len(first) != 1 || slices.Max(now) <= hour || slices.Min(now) >= hour {
		t.Errorf("%v, then %v", first, now)
	}
	page := s.do(t, "GET", serviceKeys+"?limit=3", "", "PRIVATE-TOKEN", s.boss)
	rest := s.do(t, "GET", serviceKeys+"?cursor="+page.text("next_cursor"), "", "PRIVATE-TOKEN", s.boss)
	if page.status != 200 || page.at("keys.2.id") == nil || rest.at("keys.0.id") == nil || rest.at("keys.1.id") != nil || rest.at("next_cursor") != nil {
		t.Errorf("%s %s", page.body, rest.body)
	}
	for _, key := range s.keys {
		if strings.Contains(page.body+rest.body, key) {
			t.Error("a key is listed")
		}
	}
}

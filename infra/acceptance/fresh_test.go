package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/proof"
)

// A stolen session must not be enough to take over an account, delete one, or grant a right. These
// routes need a session of the last quarter of an hour; the values say why.
var wantFresh = map[string]string{
	"PATCH /users/{id}":                                 `{"email":"another@latchkey.example"}`,
	"DELETE /users/{id}":                                ``,
	"POST /users/{id}/factors":                          `{"type":"totp","name":"phone"}`,
	"DELETE /users/{id}/factors/{factor_id}":            ``,
	"POST /users/{id}/recovery-codes":                   ``,
	"PATCH /users/bulk":                                 `{"users":[{"id":ID,"username":"mary2"}]}`,
	"DELETE /users/bulk":                                `{"ids":[ID]}`,
	"POST /api/v1/admin/users/{username}/allow-reset":   ``,
	"POST /api/v1/admin/users/{username}/reset-factors": `{"reason":"the phone was lost"}`,
	"POST /api/v1/admin/registration-keys":              `{}`,
	"POST /api/v1/admin/service-keys":                   `{"name":"billing","scopes":["users:read"]}`,
	"DELETE /api/v1/admin/service-keys/{id}":            ``,
}

// These routes do not: they read, take a right away, or ask for more than a session. A change of
// password needs the current one. Users made by bulk registration have no rights over others.
var wantNoFresh = []string{
	"GET /users/{id}/factors", "POST /users/{id}/factors/{factor_id}/confirm", // what began it was fresh
	"GET /users/{id}", "GET /users/{id}/sessions", "DELETE /users/{id}/sessions/{session_id}",
	"GET /users/{id}/devices", "DELETE /users/{id}/devices/{device_id}", "GET /users/{id}/export",
	"POST /users/{id}/password", "POST /users/logout", "POST /users/bulk", "POST /token",
	"POST /users/{id}/authorization-codes",
	"GET /api/v1/admin/users", "GET /api/v1/admin/users/{username}/audit", "DELETE /api/v1/admin/users/{username}/allow-reset",
	"GET /api/v1/admin/registration-keys", "DELETE /api/v1/admin/registration-keys/{id}",
	"GET /api/v1/admin/service-keys", "GET /api/v1/admin/feature-flags", "PUT /api/v1/admin/feature-flags/{name}",
	"GET /api/v4/user/support_pin", "POST /api/v4/user/support_pin", "GET /api/v4/users/{id}/support_pin",
	"POST /api/v4/users/{id}/support_pin/verify", "POST /api/v4/users/{id}/support_pin/revoke",
}

// every route that needs a session either needs a fresh one or is listed as one that
// does not.
func TestFreshSessions(t *testing.T) {
	s, attacks := start(t), proof.Count(t, proof.Attacks)
	sc := &scene{service: s, people: map[string]*person{}}
	if err := all(
		func() error { return sc.admin(t.Context(), "boss") },
		func() (err error) { sc.person("boss").token, err = sc.signIn(sc.person("boss"), "boss"); return err },
	); err != nil {
		t.Fatal(err)
	}
	s.account(t, "mary", false)
	ids, err := sc.ids("mary")
	if err != nil {
		t.Fatal(err)
	}
	id := ids[0]
	old := time.Now().Add(-15 * time.Minute).Unix()
	s.setAll(t, "SessionsTable", "created_at", &types.AttributeValueMemberN{Value: fmt.Sprint(old)})

	path := strings.NewReplacer("{id}", id, "{username}", "mary", "{session_id}", "x", "{device_id}", "x", "{factor_id}", "email", "{name}", "email_based_mfa")
	for _, o := range operations(t) {
		if slices.Contains(o.Callers, "anyone") {
			continue
		}
		route := o.Method + " " + o.Path
		body, fresh := wantFresh[route]
		if fresh == slices.Contains(wantNoFresh, route) {
			t.Errorf("%s is in neither table, or in both", route)
			continue
		}
		attacks.Add(1)
		a := s.do(t, o.Method, path.Replace(o.Path), strings.ReplaceAll(body, "ID", id), "PRIVATE-TOKEN", sc.person("boss").token)
		if refused := strings.Contains(a.body, `"reauthentication_required"`); refused != fresh || a.status == 401 {
			t.Errorf("%s: %d %s", route, a.status, a.body)
		}
		if route == "POST /users/logout" {
			sc.person("boss").token, _ = sc.signIn(sc.person("boss"), "boss")
			s.setAll(t, "SessionsTable", "created_at", &types.AttributeValueMemberN{Value: fmt.Sprint(old)})
		}
	}
}

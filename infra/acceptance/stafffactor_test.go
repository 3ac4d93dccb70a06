package acceptance

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/proof"
)

// Staff whose factors are too weak sign in to enrol one, and see themselves meanwhile.
var toEnrol = []string{
	"GET /users/{id}", "POST /users/logout",
	"GET /users/{id}/factors", "POST /users/{id}/factors", "POST /users/{id}/factors/{factor_id}/confirm", "POST /users/{id}/recovery-codes",
}

// These routes refuse them. Every route that needs a session is in one of the tables.
var notToEnrol = []string{
	"PATCH /users/{id}", "DELETE /users/{id}", "PATCH /users/bulk", "DELETE /users/bulk", "POST /users/bulk",
	"GET /users/{id}/sessions", "DELETE /users/{id}/sessions/{session_id}", "GET /users/{id}/export", "POST /users/{id}/password",
	"GET /users/{id}/devices", "DELETE /users/{id}/devices/{device_id}", "DELETE /users/{id}/factors/{factor_id}",
	"POST /token", "POST /users/{id}/authorization-codes",
	"GET /api/v1/admin/users", "GET /api/v1/admin/users/{username}/audit",
	"POST /api/v1/admin/users/{username}/allow-reset", "DELETE /api/v1/admin/users/{username}/allow-reset",
	"POST /api/v1/admin/users/{username}/reset-factors",
	"GET /api/v1/admin/registration-keys", "POST /api/v1/admin/registration-keys", "DELETE /api/v1/admin/registration-keys/{id}",
	"GET /api/v1/admin/service-keys", "POST /api/v1/admin/service-keys", "DELETE /api/v1/admin/service-keys/{id}",
	"GET /api/v1/admin/feature-flags", "PUT /api/v1/admin/feature-flags/{name}",
	"GET /api/v4/user/support_pin", "POST /api/v4/user/support_pin", "GET /api/v4/users/{id}/support_pin",
	"POST /api/v4/users/{id}/support_pin/verify", "POST /api/v4/users/{id}/support_pin/revoke",
}

// where StaffFactor asks for more than an admin has, their session is for enrolling, on every route.
func TestStaffWhoMayOnlyEnrol(t *testing.T) {
	s, attacks := startNew(t, "StaffFactor=totp", "AccessTokens=on"), proof.Count(t, proof.Attacks)
	sc := &scene{service: s, people: map[string]*person{}}
	boss := sc.person("boss")
	if err := all(
		func() error { return sc.admin(context.Background(), "boss") },
		func() (err error) { boss.token, err = sc.signIn(boss, "boss"); return err },
	); err != nil {
		t.Fatal(err)
	}
	s.account(t, "mary", false)
	mary, err := sc.ids("mary")
	if err != nil {
		t.Fatal(err)
	}
	path := strings.NewReplacer("{id}", "me", "{username}", "mary", "{session_id}", "x", "{factor_id}", "x", "{device_id}", "x", "{name}", "email_based_mfa")
	for _, o := range operations(t) {
		route := o.Method + " " + o.Path
		if slices.Contains(o.Callers, "anyone") || route == "POST /users/logout" {
			continue
		}
		if slices.Contains(toEnrol, route) == slices.Contains(notToEnrol, route) {
			t.Errorf("%s is in neither table, or in both", route)
			continue
		}
		attacks.Add(1)
		a := s.do(t, o.Method, path.Replace(o.Path), bodies[route], "PRIVATE-TOKEN", boss.token)
		if refused := a.status == 403 && a.text("code") == "factor_required"; refused == slices.Contains(toEnrol, route) {
			t.Errorf("%s: %d %s", route, a.status, a.body)
		}
		if a.header.Get("X-User-Id")+a.header.Get("X-User-Role") != "" {
			t.Errorf("%s tells a proxy who calls: %v", route, a.header)
		}
	}
	if a := s.do(t, "GET", "/users/"+mary[0], "", "PRIVATE-TOKEN", boss.token); a.status != 403 || a.text("code") != "factor_required" {
		t.Errorf("another user: %d %s", a.status, a.body)
	}
	// With a factor that is strong enough, the same session is one of an admin.
	s.setAll(t, "UsersTable", "totp_since", &types.AttributeValueMemberN{Value: fmt.Sprint(1)})
	if a := s.do(t, "GET", "/users/"+mary[0], "", "PRIVATE-TOKEN", boss.token); a.status != 200 {
		t.Errorf("afterwards: %d %s", a.status, a.body)
	}
	if a := s.do(t, "POST", "/users/logout", "", "PRIVATE-TOKEN", boss.token); a.status != 204 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

package main

import (
	"crypto/rand"
	"errors"
	"maps"
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/flag"
	"latchkey/shared/domain/password"
)

// made once, guarded from the start, and by no default secret.
func TestCreateAdmin(t *testing.T) {
	w := world.New(t)
	h := handler{users: w.Store, flags: w.Flags, policy: password.Policy{MinLength: 15}, hasher: w.Hasher, random: rand.Reader, now: w.Now}
	const good = `{"username":"admin","email":"admin@latchkey.example","password":"` + world.Password + `"}`
	for _, c := range []struct{ name, payload, want string }{
		{"nothing", `null`, "username: This field is required."},
		{"no password", `{"username":"admin","email":"admin@latchkey.example"}`, "password: This field is required."},
		{"a weak password", strings.Replace(good, world.Password, "admin", 1), "at least 15"},
		{"a role", strings.Replace(good, `{`, `{"role":"admin",`, 1), "malformed_json"},
	} {
		_, err := h.serve(t.Context(), []byte(c.payload))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), world.Password) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if got := w.Count(t); len(got) != 0 {
		t.Errorf("stored %v", got)
	}

	out, err := h.serve(t.Context(), []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	u, err := w.Store.User(t.Context(), account.ID(out.User.ID))
	if err != nil || u.Role != account.RoleAdmin || u.TwoFactor() != account.FactorEmail || !u.EmailConfirmed || u.Status != account.Active {
		t.Errorf("%+v, %v", u, err)
	}
	// That there is one decides, whatever else is taken.
	for _, payload := range []string{strings.ReplaceAll(good, "admin", "second"), good} {
		if _, err := h.serve(t.Context(), []byte(payload)); err == nil || !strings.Contains(err.Error(), "admin_exists") {
			t.Errorf("the second time: %v", err)
		}
	}
	if got := w.Count(t); !maps.Equal(got, map[string]int{"Users": 1, "Claims": 3, "AuditEvents": 1}) {
		t.Errorf("stored %v", got)
	}
}

// blamed gives the reasons against a password; none where it is good.
func blamed(t *testing.T, h handler, secret string) (reasons []string) {
	t.Helper()
	_, err := h.admin(t.Context(), input{Username: "root-user", Email: "root-user@shop.example", Password: secret})
	var refused *fault.Fault
	if err != nil && !errors.As(err, &refused) {
		t.Fatalf("%q: %v", secret, err)
	}
	if refused != nil {
		for _, f := range refused.Fields {
			reasons = append(reasons, f.Name+": "+f.Code)
		}
	}
	return reasons
}

// the first admin has no stolen password either.
func TestStolenPasswords(t *testing.T) {
	world.RefusesStolenPasswords(t, "password", func(t *testing.T, w *world.World, secret string) []string {
		h := handler{users: w.Store, flags: w.Flags, policy: w.Policy, hasher: w.Hasher, random: rand.Reader, now: w.Now}
		return blamed(t, h, secret)
	})
}

// the policy of passwords.
func TestBadPasswords(t *testing.T) {
	w := world.New(t)
	h := handler{users: w.Store, flags: w.Flags, policy: world.Policy, hasher: w.Hasher, random: rand.Reader, now: w.Now}
	world.RefusesBadPasswords(t, "password", func(t *testing.T, secret string) []string { return blamed(t, h, secret) })
	if got := w.Count(t); len(got) != 0 || w.Hasher.Computed() != 0 {
		t.Errorf("stored %v, %d hashes", got, w.Hasher.Computed())
	}
}

// The first admin is taken into the rollout of mailed codes like everybody.
func TestEnrolment(t *testing.T) {
	w := world.New(t)
	w.SetFlag(t, flag.Flag{Name: flag.EnrolNewUsers, Enabled: true})
	h := handler{users: w.Store, flags: w.Flags, policy: world.Policy, hasher: w.Hasher, random: rand.Reader, now: w.Now}
	out, err := h.serve(t.Context(), []byte(`{"username":"admin","email":"admin@latchkey.example","password":"`+world.Password+`"}`))
	if err != nil || out.User.EmailOTPRequiredAfter == nil {
		t.Errorf("%+v, %v", out.User, err)
	}
}

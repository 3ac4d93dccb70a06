package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
)

// what users have enrolled goes with them, and the admin keeps what proved it; their
// passkeys are nobody's.
func TestEnrolled(t *testing.T) {
	w, h, boss := setUp(t)
	admin := w.Authenticator(t, boss, w.Now().Add(-100*time.Hour))
	mary := w.Authenticator(t, w.User(t, "mary", nil), w.Now())
	anne := w.Passkey(t, w.Authenticator(t, w.User(t, "anne", nil), w.Now()).User, w.Now())
	call := as(w, admin.User, body(mary.ID, anne.ID))
	asked := world.Into[struct{ Challenge struct{ ID, Method string } }](t, world.Do(t, h, call)).Challenge
	if asked.Method != "totp" {
		t.Fatalf("%+v", asked)
	}
	call.Headers = map[string]string{"Challenge-Id": asked.ID, "Challenge-Code": admin.Code(t, w.Now())}
	if a := world.Do(t, h, call); a.Status != 207 || len(world.Into[struct{ Results []any }](t, a).Results) != 2 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	left(t, w, 1)
	if set, err := w.Store.Factors(t.Context(), admin.ID); err != nil || w.Count(t)["Factors"] != 2 || len(set.Confirmed()) != 1 {
		t.Errorf("%d factors and codes, %+v %v", w.Count(t)["Factors"], set, err)
	}
	if _, _, err := w.Store.PasskeyOwner(t.Context(), anne.Factor.Passkey.CredentialID); err == nil {
		t.Error("the passkey is somebody's still")
	}
}

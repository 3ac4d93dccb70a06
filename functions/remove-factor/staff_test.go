package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/stepup"
)

// Staff keep the last factor that is strong enough, whatever weaker ones they have; the weaker ones go.
func TestStaffKeepWhatIsStrongEnough(t *testing.T) {
	w, _ := setUp(t)
	h := handler{users: w.Store, prover: stepup.Prover{Issuer: w.Issuer, Redeemer: w.Redeemer, Notifier: w.Notifier}, staff: account.StaffTOTP, now: w.Now}
	serve := api.Handle(api.Users, w.Now, h.serve)
	boss := w.Authenticator(t, w.Staff(t, "boss", account.RoleAdmin), w.Now().Add(-100*time.Hour))
	if a := world.Do(t, serve, call(w.Caller(boss.User), boss.ID, boss.Factor.ID)); a.Status != 409 || a.Code(t) != "2fa_required" {
		t.Errorf("the authenticator: %d %s", a.Status, a.Body)
	}
	if a := world.Do(t, serve, call(w.Caller(boss.User), boss.ID, "email")); a.Status != 202 {
		t.Errorf("codes by mail: %d %s", a.Status, a.Body)
	}
}

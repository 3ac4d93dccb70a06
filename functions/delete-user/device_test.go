package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/wire"
)

// a stranger who has the password uses up the codes and messages of the account, and keeps nobody from
// confirming an act on a known device. Another's device changes nothing.
func TestOnAKnownDevice(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	_, marys := w.Remember(t, mary)
	_, annes := w.Remember(t, anne)
	for range 10 {
		w.Issue(t, passcode.Request{User: mary, Purpose: passcode.SignIn, Channel: account.Email})
	}
	for _, shown := range []string{annes, "lkd_x"} {
		if a := world.Do(t, h, call(w, mary, mary.ID, "Device-Token", shown)); a.Status != 429 {
			t.Errorf("%d %s, want 429", a.Status, a.Body)
		}
	}
	a := world.Do(t, h, call(w, mary, mary.ID, "Device-Token", marys))
	if a.Status != 202 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	challenge, code := world.Into[wire.Challenged](t, a).Challenge.ID, w.Code(t, mary.Email)
	calls := w.Edge.During(func() {
		a = world.Do(t, h, call(w, mary, mary.ID, "Device-Token", marys, "Challenge-Id", challenge, "Challenge-Code", code))
	})
	if a.Status != 204 || calls.Rounds() > 4 {
		t.Errorf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
	}
}

package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/wire"
)

// on a known device, codes are sent though strangers used up those of the account, and the new challenge
// remembers what login was asked for. A token that is none changes nothing.
func TestOnAKnownDevice(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	_, marys := w.Remember(t, mary)
	_, annes := w.Remember(t, anne)
	last := ""
	for range 10 {
		w.Pass(passcode.ResendAfter)
		last, _ = w.Issue(t, passcode.Request{User: mary, Purpose: passcode.SignIn, Channel: account.Email, Remember: true})
	}
	w.Pass(passcode.ResendAfter)
	for _, c := range []struct {
		name, shown string
		status      int
	}{{"no device", "", 429}, {"another's", annes, 429}, {"malformed", "x", 429}, {"their own", marys, 202}} {
		a := world.Do(t, h, world.Call{Body: `{"challenge_id":"` + last + `"}`, Headers: map[string]string{"device-token": c.shown}})
		if a.Status != c.status {
			t.Fatalf("%s: %d %s", c.name, a.Status, a.Body)
		}
		if a.Status == 202 {
			p, err := w.Store.Passcode(t.Context(), world.Into[wire.Challenged](t, a).Challenge.ID)
			if err != nil || !p.Remember {
				t.Errorf("%+v %v", p, err)
			}
		}
	}
}

package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 202, Sends: world.ACode, Begin: func(name string) world.Call {
		u := w.User(t, name, byMail)
		return call(w.Caller(u), u.ID, "email")
	}}.Faults(t)
	trial := world.Trial{World: w, Handler: h, Status: 204, Sends: world.ANotice, Acts: []string{"factor_removed by self"}, Begin: func(name string) world.Call {
		u := w.Authenticator(t, w.User(t, name, nil), w.Now().Add(-100*time.Hour))
		q := passcode.Request{User: u.User, Purpose: passcode.RemoveFactor, Change: u.Factor.ID}
		p, err := w.Issuer.Issue(t.Context(), q.By(account.FactorTypes{account.TOTP}, account.TOTP), w.Now())
		if err != nil {
			t.Fatal(err)
		}
		return call(w.CallerOf(t, u.User), u.ID, u.Factor.ID, "Challenge-Id", p.ID, "Challenge-Code", u.Code(t, w.Now()))
	}}
	trial.Faults(t)
}

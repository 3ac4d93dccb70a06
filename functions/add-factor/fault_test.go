package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	held := func(u *account.User) { u.Factors = account.Held(account.FactorEmail) }
	world.Trial{World: w, Handler: h, Status: 202, Sends: world.ACode, Begin: func(name string) world.Call {
		u := w.User(t, name, held)
		return call(w, u, u.ID, totp)
	}}.Faults(t)
	world.Trial{World: w, Handler: h, Status: 201, Begin: func(name string) world.Call {
		u := w.User(t, name, held)
		q := passcode.Request{User: u, Purpose: passcode.AddFactor, Change: "totp\nMy phone"}
		id, code := w.Issue(t, q.By(account.FactorTypes{account.FactorEmail}, account.FactorEmail))
		return call(w, u, u.ID, totp, "Challenge-Id", id, "Challenge-Code", code)
	}}.Faults(t)
}

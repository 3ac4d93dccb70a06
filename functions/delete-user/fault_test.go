package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

// Asked for, and with the code: of a user who has something of everything.
func TestFaults(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 202, Sends: world.ACode, Begin: func(name string) world.Call {
		u := w.User(t, name, nil)
		return call(w, u, u.ID)
	}}.Faults(t)
	trial := world.Trial{World: w, Handler: h, Status: 204, Sends: world.ANotice, Acts: []string{"deleted by self"}, Begin: func(name string) world.Call {
		u := w.UserBy(t, name, w.Keys(t, 1, nil)[0])
		w.SignIn(t, u)
		w.PIN(t, u)
		id, code := w.Issue(t, passcode.Request{User: u, Purpose: passcode.DeleteUser, Channel: account.Email, Change: u.ID.String()})
		return call(w, u, u.ID, "Challenge-Id", id, "Challenge-Code", code)
	}}
	trial.Faults(t)
	trial.Unsettled(t, 2)
}

package main

import (
	"testing"

	"latchkey/shared/account"
	"latchkey/shared/lambdatest"
	"latchkey/shared/passcode"
)

// Asked for, and with the code: of a user who has something of everything.
func TestFaults(t *testing.T) {
	w, h := setUp(t)
	lambdatest.Trial{World: w, Handler: h, Status: 202, Sends: lambdatest.ACode, Begin: func(name string) lambdatest.Call {
		u := w.User(t, name, nil)
		return call(w, u, u.ID)
	}}.Faults(t)
	trial := lambdatest.Trial{World: w, Handler: h, Status: 204, Sends: lambdatest.ANotice, Begin: func(name string) lambdatest.Call {
		u := w.UserBy(t, name, w.Keys(t, 1, nil)[0])
		w.SignIn(t, u)
		w.PIN(t, u)
		id, code := w.Issue(t, passcode.Order{User: u, Purpose: passcode.DeleteUser, Channel: account.Email, Change: u.ID.String()})
		return call(w, u, u.ID, "Challenge-Id", id, "Challenge-Code", code)
	}}
	trial.Faults(t)
	trial.Unsettled(t, 2)
}

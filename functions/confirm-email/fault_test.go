package main

import (
	"testing"

	"latchkey/shared/lambdatest"
	"latchkey/shared/passcode"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	trial := lambdatest.Trial{World: w, Handler: h, Status: 200, Begin: func(name string) lambdatest.Call {
		u := w.User(t, name, unconfirmed)
		return lambdatest.Call{Body: lambdatest.Reply(issue(t, w, u, passcode.ConfirmEmail))}
	}}
	trial.Faults(t)
	trial.Unsettled(t, 2)
}

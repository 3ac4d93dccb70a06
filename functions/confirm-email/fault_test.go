package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/passcode"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	trial := world.Trial{World: w, Handler: h, Status: 200, Acts: []string{"email_confirmed by self"}, Begin: func(name string) world.Call {
		u := w.User(t, name, unconfirmed)
		return world.Call{Body: world.Reply(issue(t, w, u, passcode.ConfirmEmail))}
	}}
	trial.Faults(t)
	trial.Unsettled(t, 2)
}

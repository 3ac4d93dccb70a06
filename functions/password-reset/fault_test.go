package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

// The answer is the same for everybody, also where an outage keeps the message from being sent: who gets
// none asks again.
func TestFaults(t *testing.T) {
	w, h, _ := setUp(t)
	world.Trial{World: w, Handler: h, Status: 202, Sends: world.ANotice, SentLater: true, Untold: true, Acts: []string{"password_reset_requested by self"}, Begin: func(name string) world.Call {
		return world.Call{Body: ask(w.User(t, name, nil).Email)}
	}}.Faults(t)
}

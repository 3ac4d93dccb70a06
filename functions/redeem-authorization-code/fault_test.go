package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

// A code has one try, whatever came of it: after an outage, the application has the user sent for another.
func TestFaults(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 200, Spent: "invalid_authorization_code", Acts: []string{"signed_in_to_application by self"}, Begin: func(name string) world.Call {
		return world.Call{Body: with(issued(t, w, w.SignIn(t, w.User(t, name, nil))))}
	}}.Faults(t)
}

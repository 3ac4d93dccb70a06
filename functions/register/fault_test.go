package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

// In open registration, and by a key. An account that an outage has left without its message is finished by
// signing in, which sends the code.
func TestFaults(t *testing.T) {
	w, h := setUp(t, true)
	world.Trial{World: w, Handler: h, Status: 201, Sends: world.ACode, Spent: "username_taken", Acts: []string{"registered by self"}, Begin: func(name string) world.Call {
		return world.Call{Body: body(t, map[string]any{"username": name, "email": name + "@latchkey.example"})}
	}}.Faults(t)
	w, h = setUpKeyed(t)
	world.Trial{World: w, Handler: h, Status: 201, Sends: world.ACode, Spent: "invalid_registration_key", Acts: []string{"registered by self"}, Begin: func(name string) world.Call {
		return world.Call{Body: keyed(t, name, w.Keys(t, 1, nil)[0].Reveal())}
	}}.Faults(t)
}

package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

// In open registration, and by a key.
func TestFaults(t *testing.T) {
	w, h := setUp(t, true)
	world.Trial{World: w, Handler: h, Status: 201, Sends: world.ACode, Acts: []string{"registered by self"}, Begin: func(name string) world.Call {
		return world.Call{Body: body(t, map[string]any{"username": name, "email": name + "@latchkey.example"})}
	}}.Faults(t)
	w, h = setUpKeyed(t)
	world.Trial{World: w, Handler: h, Status: 201, Sends: world.ACode, Acts: []string{"registered by self"}, Begin: func(name string) world.Call {
		return world.Call{Body: keyed(t, name, w.Keys(t, 1, nil)[0].Reveal())}
	}}.Faults(t)
}

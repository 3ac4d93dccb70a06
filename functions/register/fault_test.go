package main

import (
	"testing"

	"latchkey/shared/lambdatest"
)

// In open registration, and by a key.
func TestFaults(t *testing.T) {
	w, h := setUp(t, true)
	lambdatest.Trial{World: w, Handler: h, Status: 201, Sends: lambdatest.ACode, Begin: func(name string) lambdatest.Call {
		return lambdatest.Call{Body: body(t, map[string]any{"username": name, "email": name + "@latchkey.example"})}
	}}.Faults(t)
	w, h = setUpKeyed(t)
	lambdatest.Trial{World: w, Handler: h, Status: 201, Sends: lambdatest.ACode, Begin: func(name string) lambdatest.Call {
		return lambdatest.Call{Body: keyed(t, name, w.Keys(t, 1, nil)[0].Reveal())}
	}}.Faults(t)
}

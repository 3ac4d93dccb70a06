package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 200, Acts: []string{"signed_in_to_application by self"}, Begin: func(name string) world.Call {
		return world.Call{Body: with(issued(t, w, w.SignIn(t, w.User(t, name, nil))))}
	}}.Faults(t)
}

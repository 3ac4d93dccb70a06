package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 204, Acts: []string{"registration_cancelled by self"}, Begin: func(name string) world.Call {
		return world.Call{Body: body(mailed(t, w, w.User(t, name, unconfirmed)))}
	}}.Faults(t)
}

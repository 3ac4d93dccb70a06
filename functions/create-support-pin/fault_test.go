package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 201, Acts: []string{"support_pin_created by self"}, Begin: func(name string) world.Call {
		return world.As(w.User(t, name, nil), "", "")
	}}.Faults(t)
}

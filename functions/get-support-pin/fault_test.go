package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 200, Begin: func(name string) world.Call {
		u := w.User(t, name, nil)
		w.PIN(t, u)
		return world.As(u, "", "")
	}}.Faults(t)
}

package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

func TestFaults(t *testing.T) {
	w, _, h := setUp(t)
	world.Trial{World: w, Handler: h.handle(), Status: 200, Begin: func(name string) world.Call {
		return h.by(w.SignIn(t, w.User(t, name, nil)))
	}}.Faults(t)
}

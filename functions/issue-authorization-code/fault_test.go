package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 201, Begin: func(name string) world.Call {
		return by(w.SignIn(t, w.User(t, name, nil)), asked(notes, challenge))
	}}.Faults(t)
}

package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

func TestFaults(t *testing.T) {
	w, h, _ := setUp(t)
	world.Trial{World: w, Handler: h, Status: 202, Sends: world.ANotice, Acts: []string{"password_reset_requested by self"}, Begin: func(name string) world.Call {
		return world.Call{Body: ask(w.User(t, name, nil).Email)}
	}}.Faults(t)
}

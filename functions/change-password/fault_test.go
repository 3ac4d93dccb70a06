package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 204, Sends: world.ANotice, Acts: []string{"password_changed by self"}, Begin: func(name string) world.Call {
		u := w.User(t, name, nil)
		return call(u, "me", w.SignIn(t, u).TokenHash, change(world.Password, "quite another long password"))
	}}.Faults(t)
}

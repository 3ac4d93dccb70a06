package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 200, Begin: func(name string) world.Call {
		w.User(t, name, nil)
		return as(account.RoleSupport, "email="+name+"@latchkey.example")
	}}.Faults(t)
}

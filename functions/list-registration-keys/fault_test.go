package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 200, Begin: func(string) world.Call {
		w.Keys(t, 1, nil)
		return world.Call{Method: "GET", Caller: w.Caller(account.User{ID: 7, Role: account.RoleAdmin})}
	}}.Faults(t)
}

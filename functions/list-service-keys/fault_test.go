package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
)

func TestFaults(t *testing.T) {
	w := world.New(t)
	cursors, err := api.NewCursors("a secret of the tests", "service keys")
	if err != nil {
		t.Fatal(err)
	}
	h := api.Handle(api.Admins, w.Now, handler{keys: w.Store, cursors: cursors}.serve)
	w.ServiceKey(t, servicekey.UsersRead)
	world.Trial{World: w, Handler: h, Status: 200, Begin: func(string) world.Call {
		return world.Call{Method: "GET", Caller: w.Caller(account.User{ID: 7, Role: account.RoleAdmin})}
	}}.Faults(t)
}

package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

func TestFaults(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Admins, w.Now, handler{keys: w.Store, now: w.Now}.serve)
	world.Trial{World: w, Handler: h, Status: 204, Acts: []string{"registration_key_revoked by self"}, Begin: func(string) world.Call {
		return as(account.RoleAdmin, of(w.Keys(t, 1, nil)[0]))
	}}.Faults(t)
}

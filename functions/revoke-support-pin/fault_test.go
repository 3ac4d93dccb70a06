package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

func TestFaults(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Admins, w.Now, handler{users: w.Store, pins: w.Store, now: w.Now}.serve)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	world.Trial{World: w, Handler: h, Status: 202, Acts: []string{"support_pin_revoked by another"}, Begin: func(name string) world.Call {
		u := w.User(t, name, nil)
		w.PIN(t, u)
		return world.As(boss, u.ID.String(), "")
	}}.Faults(t)
}

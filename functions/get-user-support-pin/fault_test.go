package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

func TestFaults(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Admins, w.Now, handler{users: w.Store, pins: w.Store, records: w.Store, key: world.PINKey(t), now: w.Now}.serve)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	world.Trial{World: w, Handler: h, Status: 200, Acts: []string{"support_pin_read by another"}, Begin: func(name string) world.Call {
		u := w.User(t, name, nil)
		w.PIN(t, u)
		return world.As(boss, u.ID.String(), "")
	}}.Faults(t)
}

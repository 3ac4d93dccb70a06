package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

func TestFaults(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, devices: w.Store, records: w.Store, now: w.Now}.serve)
	world.Trial{World: w, Handler: h, Status: 200, Acts: []string{"user_read by another"}, Begin: func(name string) world.Call {
		u := w.User(t, name, nil)
		w.Remember(t, u)
		return world.As(w.Staff(t, "boss"+name, account.RoleAdmin), u.ID.String(), "")
	}}.Faults(t)
}

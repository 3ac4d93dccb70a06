package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

func TestFaults(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, records: w.Store}.serve)
	world.Trial{World: w, Handler: h, Status: 200, Acts: []string{"user_read by another"}, Begin: func(name string) world.Call {
		return as(w.Staff(t, "boss"+name, account.RoleAdmin), w.User(t, name, func(u *account.User) { u.Profile = `{}` }).ID.String())
	}}.Faults(t)
}

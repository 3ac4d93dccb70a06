package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

func TestFaults(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, sessions: w.Store, devices: w.Store, factors: w.Store, pins: w.Store, lifetimes: world.Lifetimes, records: w.Store, now: w.Now}.serve)
	world.Trial{World: w, Handler: h, Status: 200, Acts: []string{"user_exported by another"}, Begin: func(name string) world.Call {
		u := w.User(t, name, func(u *account.User) { u.Profile = `{}` })
		u = w.Authenticator(t, u, w.Now()).User
		w.SignIn(t, u)
		w.PIN(t, u)
		return world.As(w.Staff(t, "boss"+name, account.RoleAdmin), u.ID.String(), "")
	}}.Faults(t)
}

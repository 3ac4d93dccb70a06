package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

func TestFaults(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Admins, w.Now, handler{users: w.Store, now: w.Now}.serve)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	world.Trial{World: w, Handler: h, Status: 204, Acts: []string{"password_reset_withdrawn by another"}, Begin: func(name string) world.Call {
		w.User(t, name, func(u *account.User) {
			u.ResetGrant = account.ResetGrant{ID: "id", Hash: "h", Expires: w.Now().Add(account.ResetGrantLifetime), By: boss.ID}
		})
		return as(account.RoleAdmin, boss, name)
	}}.Faults(t)
}

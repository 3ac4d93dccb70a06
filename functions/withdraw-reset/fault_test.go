package main

import (
	"testing"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w := lambdatest.New(t)
	h := api.Handle(api.Admins, handler{store: w.Store, now: w.Now}.serve)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	lambdatest.Trial{World: w, Handler: h, Status: 204, Begin: func(name string) lambdatest.Call {
		w.User(t, name, func(u *account.User) {
			u.ResetGrant = account.ResetGrant{ID: "id", Hash: "h", Expires: w.Now().Add(account.ResetGrantLifetime), By: boss.ID}
		})
		return as(account.RoleAdmin, boss, name)
	}}.Faults(t)
}

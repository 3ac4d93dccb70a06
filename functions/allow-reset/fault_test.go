package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	world.Trial{World: w, Handler: h, Status: 200, Sends: world.ANotice, Acts: []string{"password_reset_allowed by another"}, Begin: func(name string) world.Call {
		w.User(t, name, nil)
		call := as(account.RoleAdmin, boss, name)
		call.Caller = w.Caller(boss)
		return call
	}}.Faults(t)
}

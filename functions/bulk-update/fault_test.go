package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	world.Trial{World: w, Handler: h, Status: 207, Sends: world.ANotice, Acts: []string{"disabled by another", "username_changed by another"}, Begin: func(name string) world.Call {
		one, other := w.User(t, name, nil), w.User(t, "other"+name, nil)
		call := as(boss, items(`{"id":ID,"username":"new`+name+`"},{"id":ID,"status":"disabled"}`, one.ID, other.ID))
		call.Headers["Idempotency-Key"] = name
		return call
	}}.Faults(t)
}

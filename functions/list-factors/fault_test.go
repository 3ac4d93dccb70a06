package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	world.Trial{World: w, Handler: h, Status: 200, Acts: []string{"user_read by another"}, Begin: func(name string) world.Call {
		return world.As(boss, w.Authenticator(t, w.User(t, name, nil), w.Now()).ID.String(), "")
	}}.Faults(t)
}

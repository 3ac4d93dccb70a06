package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// The items have their code mailed, and the request its key.
func TestFaults(t *testing.T) {
	w, h := setUp(t, true)
	world.Trial{World: w, Handler: h, Status: 207, Sends: world.ACode, SentLater: true, Acts: []string{"registered by another", "registered by another"}, Begin: func(name string) world.Call {
		return as(account.RoleAdmin, name, users(t, user(name, nil), user("other"+name, nil)))
	}}.Faults(t)
}

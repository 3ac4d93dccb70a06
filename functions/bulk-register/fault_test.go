package main

import (
	"testing"

	"latchkey/shared/account"
	"latchkey/shared/lambdatest"
)

// The items have their code mailed, and the request its key.
func TestFaults(t *testing.T) {
	w, h := setUp(t, true)
	lambdatest.Trial{World: w, Handler: h, Status: 207, Sends: lambdatest.ACode, Begin: func(name string) lambdatest.Call {
		return as(account.RoleAdmin, name, users(t, user(name, nil), user("other"+name, nil)))
	}}.Faults(t)
}

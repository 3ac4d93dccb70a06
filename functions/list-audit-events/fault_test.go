package main

import (
	"testing"

	"latchkey/shared/account"
	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	lambdatest.Trial{World: w, Handler: h, Status: 200, Begin: func(name string) lambdatest.Call {
		w.User(t, name, nil)
		return call(account.RoleAdmin, name, "")
	}}.Faults(t)
}

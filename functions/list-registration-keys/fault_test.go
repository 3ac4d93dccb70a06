package main

import (
	"testing"

	"latchkey/shared/account"
	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	lambdatest.Trial{World: w, Handler: h, Status: 200, Begin: func(string) lambdatest.Call {
		w.Keys(t, 1, nil)
		return lambdatest.Call{Method: "GET", Caller: w.Caller(account.User{ID: 7, Role: account.RoleAdmin})}
	}}.Faults(t)
}

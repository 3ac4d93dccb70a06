package main

import (
	"testing"

	"latchkey/shared/account"
	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	lambdatest.Trial{World: w, Handler: h, Status: 200, Sends: lambdatest.ANotice, Begin: func(name string) lambdatest.Call {
		w.User(t, name, nil)
		call := as(account.RoleAdmin, boss, name, reason)
		call.Caller = w.Caller(boss)
		return call
	}}.Faults(t)
}

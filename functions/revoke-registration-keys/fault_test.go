package main

import (
	"testing"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w := lambdatest.New(t)
	h := api.Handle(api.Admins, handler{keys: w.Store, now: w.Now}.serve)
	lambdatest.Trial{World: w, Handler: h, Status: 204, Begin: func(string) lambdatest.Call {
		return as(account.RoleAdmin, of(w.Keys(t, 1, nil)[0]))
	}}.Faults(t)
}

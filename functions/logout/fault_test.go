package main

import (
	"testing"

	"latchkey/shared/api"
	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w := lambdatest.New(t)
	h := api.Handle(api.Users, handler{sessions: w.Store}.serve)
	lambdatest.Trial{World: w, Handler: h, Status: 204, Begin: func(name string) lambdatest.Call {
		u := w.User(t, name, nil)
		caller := w.Caller(u)
		caller.Session = w.SignIn(t, u).TokenHash
		return lambdatest.Call{Caller: caller}
	}}.Faults(t)
}

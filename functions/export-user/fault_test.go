package main

import (
	"testing"

	"latchkey/shared/api"
	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w := lambdatest.New(t)
	h := api.Handle(api.Users, handler{store: w.Store, now: w.Now}.serve)
	lambdatest.Trial{World: w, Handler: h, Status: 200, Begin: func(name string) lambdatest.Call {
		u := w.User(t, name, nil)
		w.SignIn(t, u)
		w.PIN(t, u)
		return lambdatest.As(u, "me", "")
	}}.Faults(t)
}

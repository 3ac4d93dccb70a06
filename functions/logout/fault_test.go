package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/edge/api"
)

func TestFaults(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{sessions: w.Store}.serve)
	world.Trial{World: w, Handler: h, Status: 204, Acts: []string{"session_ended by self"}, Begin: func(name string) world.Call {
		u := w.User(t, name, nil)
		caller := w.Caller(u)
		caller.Session = w.SignIn(t, u).TokenHash
		return world.Call{Caller: caller}
	}}.Faults(t)
}

package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	trial := world.Trial{World: w, Handler: h, Status: 200, Sends: world.ANotice, Acts: []string{"factor_added by self"}, Begin: func(name string) world.Call {
		u := w.User(t, name, nil)
		caller := w.CallerOf(t, u)
		e := w.Begin(t, u, caller.Session)
		return call(caller, u.ID, e.Factor.ID, e.Code(t, w.Now()))
	}}
	trial.Faults(t)
	trial.Unsettled(t, 1)
}

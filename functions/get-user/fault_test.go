package main

import (
	"testing"

	"latchkey/shared/api"
	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w := lambdatest.New(t)
	h := api.Handle(api.Users, handler{store: w.Store}.serve)
	lambdatest.Trial{World: w, Handler: h, Status: 200, Begin: func(name string) lambdatest.Call {
		return as(w.User(t, name, nil), "me")
	}}.Faults(t)
}

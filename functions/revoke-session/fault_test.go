package main

import (
	"testing"

	"latchkey/shared/api"
	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w := lambdatest.New(t)
	h := api.Handle(api.Users, handler{store: w.Store, courier: w.Courier}.serve)
	lambdatest.Trial{World: w, Handler: h, Status: 204, Sends: lambdatest.ANotice, Begin: func(name string) lambdatest.Call {
		u := w.User(t, name, nil)
		return lambdatest.Call{Path: map[string]string{"id": "me", "session_id": w.SignIn(t, u).ID}, Caller: w.Caller(u)}
	}}.Faults(t)
}

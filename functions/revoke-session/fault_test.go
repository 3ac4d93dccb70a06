package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/edge/api"
)

func TestFaults(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, sessions: w.Store, notifier: w.Notifier}.serve)
	world.Trial{World: w, Handler: h, Status: 204, Sends: world.ANotice, Acts: []string{"session_ended by self"}, Begin: func(name string) world.Call {
		u := w.User(t, name, nil)
		return world.Call{Path: map[string]string{"id": "me", "session_id": w.SignIn(t, u).ID}, Caller: w.Caller(u)}
	}}.Faults(t)
}

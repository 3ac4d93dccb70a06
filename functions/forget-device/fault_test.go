package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/edge/api"
)

func TestFaults(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, devices: w.Store, now: w.Now}.serve)
	world.Trial{World: w, Handler: h, Status: 204, Acts: []string{"device_forgotten by self"}, Begin: func(name string) world.Call {
		u := w.User(t, name, nil)
		d, _ := w.Remember(t, u)
		return world.Call{Path: map[string]string{"id": "me", "device_id": d.ID}, Caller: w.Caller(u)}
	}}.Faults(t)
}

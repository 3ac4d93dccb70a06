package main

import (
	"testing"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w := lambdatest.New(t)
	h := api.Handle(api.Admins, handler{store: w.Store, key: lambdatest.PINKey(t), now: w.Now}.serve)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	lambdatest.Trial{World: w, Handler: h, Status: 200, Begin: func(name string) lambdatest.Call {
		u := w.User(t, name, nil)
		w.PIN(t, u)
		return lambdatest.As(boss, u.ID.String(), "")
	}}.Faults(t)
}

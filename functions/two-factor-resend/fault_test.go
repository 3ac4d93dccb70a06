package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 202, Sends: world.ACode, Begin: func(name string) world.Call {
		id, _ := w.Issue(t, passcode.Request{User: w.User(t, name, nil), Purpose: passcode.SignIn, Channel: account.Email})
		w.Pass(time.Minute)
		return world.Call{Body: ask(id)}
	}}.Faults(t)
}

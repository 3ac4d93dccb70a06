package main

import (
	"testing"
	"time"

	"latchkey/shared/account"
	"latchkey/shared/lambdatest"
	"latchkey/shared/passcode"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	lambdatest.Trial{World: w, Handler: h, Status: 202, Sends: lambdatest.ACode, Begin: func(name string) lambdatest.Call {
		id, _ := w.Issue(t, passcode.Order{User: w.User(t, name, nil), Purpose: passcode.SignIn, Channel: account.Email})
		w.Pass(time.Minute)
		return lambdatest.Call{Body: ask(id)}
	}}.Faults(t)
}

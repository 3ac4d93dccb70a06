package main

import (
	"testing"

	"latchkey/shared/account"
	"latchkey/shared/lambdatest"
	"latchkey/shared/passcode"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	for _, channel := range []account.Channel{account.Email, account.SMS} {
		trial := lambdatest.Trial{World: w, Handler: h, Status: 200, Begin: func(name string) lambdatest.Call {
			u := w.User(t, name, func(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = w.Number(), true })
			id, code := w.Issue(t, passcode.Order{User: u, Purpose: passcode.SignIn, Channel: channel})
			return lambdatest.Call{Body: lambdatest.Reply(id, code)}
		}}
		trial.Faults(t)
		trial.Unsettled(t, 2)
	}
}

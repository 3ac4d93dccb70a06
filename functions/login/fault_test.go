package main

import (
	"testing"

	"latchkey/shared/account"
	"latchkey/shared/lambdatest"
)

// With a password alone, with a code by either channel, and before the address is confirmed.
func TestFaults(t *testing.T) {
	w, h := setUp(t)
	for _, c := range []struct {
		status int
		sends  lambdatest.Sends
		change func(*account.User)
	}{
		{200, lambdatest.Nothing, nil},
		{202, lambdatest.ACode, func(u *account.User) { u.TwoFactor = account.Email }},
		{202, lambdatest.ACode, func(u *account.User) { u.TwoFactor, u.PhoneNumber, u.PhoneConfirmed = account.SMS, w.Number(), true }},
		{403, lambdatest.ACode, func(u *account.User) { u.EmailConfirmed = false }},
	} {
		lambdatest.Trial{World: w, Handler: h, Status: c.status, Sends: c.sends, Begin: func(name string) lambdatest.Call {
			w.User(t, name, c.change)
			return lambdatest.Call{Body: credentials(name, lambdatest.Password)}
		}}.Faults(t)
	}
	lambdatest.Trial{World: w, Handler: h, Status: 401, Begin: func(name string) lambdatest.Call {
		return lambdatest.Call{Body: credentials(name, wrong)}
	}}.Faults(t)
}

// A session that was made is handed over, whatever else fails.
func TestUnsettled(t *testing.T) {
	w, h := setUp(t)
	lambdatest.Trial{World: w, Handler: h, Status: 200, Begin: func(name string) lambdatest.Call {
		w.User(t, name, nil)
		return lambdatest.Call{Body: credentials(name, lambdatest.Password)}
	}}.Unsettled(t, 1)
}

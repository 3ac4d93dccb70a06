package main

import (
	"testing"

	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	lambdatest.Trial{World: w, Handler: h, Status: 204, Sends: lambdatest.ANotice, Begin: func(name string) lambdatest.Call {
		u := w.User(t, name, nil)
		return call(u, "me", w.SignIn(t, u).TokenHash, change(lambdatest.Password, "quite another long password"))
	}}.Faults(t)
}

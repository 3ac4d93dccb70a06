package main

import (
	"testing"
	"time"

	"latchkey/shared/account"
	"latchkey/shared/lambdatest"
	"latchkey/shared/token"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	lambdatest.Trial{World: w, Handler: h, Status: 204, Sends: lambdatest.ANotice, Begin: func(name string) lambdatest.Call {
		var tok token.Token
		w.User(t, name, func(u *account.User) {
			tok = drawn(t, token.Reset, u.ID)
			u.ResetHash, u.ResetExpires = tok.Hash(), w.Now().Add(30*time.Minute)
		})
		return lambdatest.Call{Body: reset(tok.Reveal(), next)}
	}}.Faults(t)
}

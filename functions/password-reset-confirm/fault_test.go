package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 204, Sends: world.ANotice, Acts: []string{"password_reset by self"}, Begin: func(name string) world.Call {
		var tok token.Token
		w.User(t, name, func(u *account.User) {
			tok = drawn(t, token.Reset, u.ID)
			u.ResetHash, u.ResetExpires = tok.Hash(), w.Now().Add(30*time.Minute)
		})
		return world.Call{Body: reset(tok.Reveal(), next)}
	}}.Faults(t)
}

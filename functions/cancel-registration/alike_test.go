package main

import (
	"crypto/rand"
	"testing"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
)

// nobody learns from a link whether there is an account.
func TestNobodyLearnsWhoThereIs(t *testing.T) {
	w, h := setUp(t)
	waiting, confirmed := w.User(t, "mary", unconfirmed), w.User(t, "anne", nil)
	mailed(t, w, waiting)
	ask := func(about string, id account.ID) world.Ask {
		tok, err := token.New(token.Cancel, rand.Reader, int64(id))
		if err != nil {
			t.Fatal(err)
		}
		return world.Ask{About: about, Call: world.Call{Body: body(tok.Reveal())}}
	}
	w.Alike(t, proof.Count(t, proof.Attacks), h,
		ask("nobody's account", 7), ask("an account that waits", waiting.ID), ask("one that is confirmed", confirmed.ID))
}

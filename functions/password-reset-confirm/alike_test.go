package main

import (
	"testing"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
)

// nobody learns from a link that is refused who there is, or who has asked for one.
func TestNobodyLearnsWhoThereIs(t *testing.T) {
	w, h := setUp(t)
	asked, _ := invited(t, w)
	anne, dora := w.User(t, "anne", nil), w.User(t, "dora", func(u *account.User) { u.Status = account.Disabled })
	for _, kind := range []token.Kind{token.Reset, token.Invitation} {
		ask := func(about string, id account.ID) world.Ask {
			return world.Ask{About: about, Call: world.Call{Body: reset(drawn(t, kind, id).Reveal(), next)}}
		}
		w.Alike(t, proof.Count(t, proof.Attacks), h,
			ask("nobody", 7), ask("who has asked", asked.ID), ask("who has not", anne.ID), ask("who is disabled", dora.ID))
	}
}

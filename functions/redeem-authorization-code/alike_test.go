package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/token"
)

// nobody learns from a code that is refused whose it is, or whether there was one.
func TestNobodyLearnsWhichCodesThereAre(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	s := w.SignIn(t, mary)
	expired := issued(t, w, s)
	w.Pass(time.Minute)
	ask := func(about string, code token.Token) world.Ask {
		return world.Ask{About: about, Call: world.Call{Body: with(code)}}
	}
	w.Alike(t, proof.Count(t, proof.Attacks), h,
		ask("a code of nobody's", drawn(t, token.AuthorizationCode, 7)), ask("one of a user's, made up", drawn(t, token.AuthorizationCode, mary.ID)), ask("one that expired", expired))
}

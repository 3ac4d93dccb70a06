package main

import (
	"testing"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/world"
)

// nobody learns from a passkey that is refused who there is, or who has one. A handle is random, and is
// not asked about: it is looked up by the credential's id.
func TestNobodyLearnsWhoHasAPasskey(t *testing.T) {
	w, h, serve := setUp(t)
	_, marys := enrolled(t, w, "mary")
	dora, doras := enrolled(t, w, "dora")
	w.SetUser(t, dora.ID, map[string]string{"status": "disabled"})
	ask := func(about string, k *world.SecurityKey, origin string) world.Ask {
		k.Origin = origin
		c := begun(t, h)
		return world.Ask{About: about, Call: world.Call{Body: world.Assertion(c.ID, k.Sign(t, c.PublicKey))}}
	}
	w.Alike(t, proof.Count(t, proof.Attacks), serve,
		ask("one that nobody has", world.NewSecurityKey(), "https://evil.test"), ask("a user's, elsewhere", marys, "https://evil.test"),
		ask("a disabled user's, elsewhere", doras, "https://evil.test"))
}

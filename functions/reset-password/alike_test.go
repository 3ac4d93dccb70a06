package main

import (
	"testing"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// nobody learns from a code that is refused who there is, or to whom an admin has given one.
func TestNobodyLearnsWhoThereIs(t *testing.T) {
	w, h := setUp(t, true)
	_, code := granted(t, w, "mary", nil)
	w.User(t, "anne", nil)
	w.User(t, "dora", func(u *account.User) { u.Status = account.Disabled })
	asks := []world.Ask{}
	for _, name := range []string{"nobody", "mary", "anne", "dora", "nobody@latchkey.example"} {
		asks = append(asks, world.Ask{About: name, Call: world.Call{Body: reset(name, drawn(t), next)}})
	}
	asks = append(asks, world.Ask{About: "another, with the code of mary's", Call: world.Call{Body: reset("anne", code, next)}})
	w.Alike(t, proof.Count(t, proof.Attacks), h, asks...)
}

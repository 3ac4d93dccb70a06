package main

import (
	"testing"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// nobody learns from a reset whose an address is. What is done differs, and the answer waits for its time.
func TestNobodyLearnsWhoseAnAddressIs(t *testing.T) {
	w, h, _ := setUp(t)
	w.User(t, "mary", nil)
	w.User(t, "dora", func(u *account.User) { u.Status = account.Disabled })
	w.User(t, "anne", func(u *account.User) { u.EmailConfirmed = false })
	w.User(t, "iris", func(u *account.User) { u.PasswordHash = "" })
	asks := []world.Ask{}
	for _, name := range []string{"nobody", "mary", "mary", "dora", "anne", "iris"} {
		asks = append(asks, world.Ask{About: name, Call: world.Call{Body: ask(name + "@latchkey.example")}})
	}
	w.AlikeInTime(t, proof.Count(t, proof.Attacks), h, asks...)
}

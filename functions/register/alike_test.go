package main

import (
	"testing"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// nobody learns from a registration whose an address or a number is. The owner is told beside the rest.
func TestNobodyLearnsWhoseAnAddressIs(t *testing.T) {
	w, h := setUp(t, true)
	w.User(t, "owner", func(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = "+447700900123", true })
	w.User(t, "waiting", func(u *account.User) { u.EmailConfirmed = false })
	w.User(t, "dora", func(u *account.User) { u.Status = account.Disabled })
	ask := func(about string, changes map[string]any) world.Ask {
		return world.Ask{About: about, Call: world.Call{Body: body(t, changes)}}
	}
	w.AlikeInRounds(t, proof.Count(t, proof.Attacks), h,
		ask("an address of nobody's", map[string]any{"username": "one", "email": "one@latchkey.example", "phone_number": "+447700900001"}),
		ask("a confirmed address", map[string]any{"username": "two", "email": "owner@latchkey.example", "phone_number": "+447700900002"}),
		ask("an address that waits", map[string]any{"username": "three", "email": "waiting@latchkey.example", "phone_number": "+447700900003"}),
		ask("that of a disabled user", map[string]any{"username": "four", "email": "dora@latchkey.example", "phone_number": "+447700900004"}),
		ask("a confirmed number", map[string]any{"username": "five", "email": "five@latchkey.example", "phone_number": "+447700900123"}),
	)
}

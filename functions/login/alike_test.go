package main

import (
	"testing"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// nobody learns from a sign-in that fails who there is, whatever became of them.
func TestNobodyLearnsWhoThereIs(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	w.User(t, "dora", func(u *account.User) { u.Status = account.Disabled })
	w.User(t, "anne", func(u *account.User) { u.EmailConfirmed = false })
	w.User(t, "rose", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	w.User(t, "iris", func(u *account.User) { u.PasswordHash = "" })
	w.User(t, "boss", func(u *account.User) { u.Role = account.RoleAdmin })
	asks := []world.Ask{}
	for name, secret := range map[string]string{
		"nobody": world.Password, "nobody@latchkey.example": world.Password, "not a name": wrong, "mary": wrong, "mary@latchkey.example": wrong,
		"MARY": wrong, "dora": world.Password, "anne": wrong, "rose": wrong, "iris": world.Password, "boss": wrong,
	} {
		asks = append(asks, world.Ask{About: name, Call: world.Call{Body: credentials(name, secret)}})
	}
	w.Alike(t, proof.Count(t, proof.Attacks), h, asks...)
}

package main

import (
	"fmt"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/wire"
)

// a code allows the change that it was asked for, whole: with any other value beside it, it
// allows nothing.
func TestCodeAllowsOneChange(t *testing.T) {
	w, h := setUp(t)
	const asked = `{"email":"new@latchkey.example","username":"mary2"}`
	for i, other := range []string{
		`{"email":"new@latchkey.example","username":"mary3"}`,
		`{"email":"new@latchkey.example"}`,
		`{"email":"other@latchkey.example","username":"mary2"}`,
	} {
		u := w.User(t, fmt.Sprintf("mary-%d", i), nil)
		a := patch(t, w, h, u, u, asked)
		if a.Status != 202 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		id := world.Into[wire.Challenged](t, a).Challenge.ID
		a = patch(t, w, h, u, u, other, "Challenge-Id", id, "Challenge-Code", w.Code(t, "new@latchkey.example"))
		if now := read(t, w, u); a.Status != 410 || a.Code(t) != "challenge_closed" || now.Username != u.Username || now.Email != u.Email {
			t.Errorf("%s: %d %s, %+v", other, a.Status, a.Body, now)
		}
	}
}

// What a code is bound to differs wherever the user that it makes does.
func TestChangeText(t *testing.T) {
	u := account.User{ID: 7, Username: "mary", Email: "mary@x.example", PhoneNumber: "+447700900123", Factors: account.Held(account.FactorSMS), Role: account.RoleUser, Status: account.Active}
	seen := map[string]string{changeText(u, u): "nothing"}
	for name, change := range map[string]func(*account.User){
		"id":       func(u *account.User) { u.ID = 8 },
		"username": func(u *account.User) { u.Username = "anne" },
		"email":    func(u *account.User) { u.Email = "anne@x.example" },
		"number":   func(u *account.User) { u.PhoneNumber = "" },
		"factor":   func(u *account.User) { u.Factors = account.Held(account.FactorEmail) },
		"role":     func(u *account.User) { u.Role = account.RoleAdmin },
		"status":   func(u *account.User) { u.Status = account.Disabled },
		"language": func(u *account.User) { u.Language = "fr" },
		"proof":    func(u *account.User) { u.ConfirmedBy = account.ByAdmin },
		"profile":  func(u *account.User) { u.Profile = `{}` },
		"metadata": func(u *account.User) { u.Metadata = `{}` },
	} {
		other := u
		change(&other)
		if same, found := seen[changeText(u, other)]; found {
			t.Errorf("a code for a change of %s allows one of %s", name, same)
		}
		seen[changeText(u, other)] = name
	}
}

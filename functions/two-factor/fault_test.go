package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	for _, channel := range []account.Channel{account.Email, account.SMS} {
		trial := world.Trial{World: w, Handler: h, Status: 200, Acts: []string{"signed_in by self"}, Begin: func(name string) world.Call {
			u := w.User(t, name, func(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = w.Number(), true })
			id, code := w.Issue(t, passcode.Request{User: u, Purpose: passcode.SignIn, Channel: channel})
			return world.Call{Body: world.Reply(id, code)}
		}}
		trial.Faults(t)
		trial.Unsettled(t, 2)
	}
}

// One session takes the place of another, or none does.
func TestFaultsOfARenewal(t *testing.T) {
	w, h := setUp(t)
	acts := []string{"session_ended by self", "signed_in by self"}
	world.Trial{World: w, Handler: h, Status: 200, Acts: acts, Begin: func(name string) world.Call {
		u := w.User(t, name, nil)
		_, tok := w.SignInWithToken(t, u)
		id, code := w.Issue(t, passcode.Request{User: u, Purpose: passcode.SignIn, Channel: account.Email})
		return world.Call{Body: world.Reply(id, code), Headers: map[string]string{"private-token": tok.Reveal()}}
	}}.Faults(t)
}

package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

// A session says what its sign-in showed: a password, and the code by its channel.
func TestMethods(t *testing.T) {
	w, h := setUp(t)
	for channel, want := range map[account.Channel]string{account.Email: "pwd otp", account.SMS: "pwd otp sms mca"} {
		u := w.User(t, "mary"+string(channel), func(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = w.Number(), true })
		id, code := w.Issue(t, passcode.Request{User: u, Purpose: passcode.SignIn, Channel: channel})
		if a := world.Post(t, h, world.Reply(id, code)); a.Status != 200 {
			t.Fatalf("%s: %d %s", channel, a.Status, a.Body)
		}
		stored, err := w.Store.Sessions(t.Context(), u.ID)
		if err != nil || len(stored) != 1 || string(stored[0].Methods) != want {
			t.Errorf("%s: %+v, %v", channel, stored, err)
		}
	}
}

package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

// nobody learns from a challenge that is not open why it is not, or whether there is one.
func TestNobodyLearnsWhichChallengesThereAre(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	request := passcode.Request{User: u, Purpose: passcode.SignIn, Channel: account.Email}
	expired, _ := w.Issue(t, request)
	w.Pass(25 * time.Hour)
	closed, _ := w.Issue(t, request)
	if err := w.Store.Void(t.Context(), passcode.Passcode{ID: closed}, account.EmailOTP{}, w.Now()); err != nil {
		t.Fatal(err)
	}
	elsewhere, _ := w.Issue(t, passcode.Request{User: w.User(t, "anne", nil), Purpose: passcode.DeleteUser, Channel: account.Email})
	ask := func(about, challenge string) world.Ask {
		return world.Ask{About: about, Call: world.Call{Body: world.Reply(challenge, "123456")}}
	}
	w.Alike(t, proof.Count(t, proof.Attacks), h,
		ask("a challenge that nobody has", "AAAAAAAAAAAAAAAAAAAAAAAAAA"), ask("one that expired", expired), ask("one that is closed", closed), ask("one of another purpose", elsewhere),
	)
}

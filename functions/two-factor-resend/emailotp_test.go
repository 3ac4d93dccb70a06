package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/wire"
)

// The user remembers the code that was sent last, and a challenge that another sign-in
// has overtaken is sent no more codes.
func TestResendIsRemembered(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	order := passcode.Request{User: u, Purpose: passcode.SignIn, Channel: account.Email}
	overtaken, _ := w.Issue(t, order)
	old, _ := w.Issue(t, order)
	w.Pass(time.Minute)
	if a := world.Post(t, h, ask(overtaken)); a.Status != 410 || a.Code(t) != "challenge_closed" {
		t.Errorf("the overtaken one: %d %s", a.Status, a.Body)
	}
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Post(t, h, ask(old)) })
	p, err := w.Store.Passcode(t.Context(), world.Into[wire.Challenged](t, a).Challenge.ID)
	if err != nil || a.Status != 202 || calls.Rounds() > 4 {
		t.Fatalf("%d %s, %d round trips, %v", a.Status, a.Body, calls.Rounds(), err)
	}
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now.EmailOTP != p.Sent(u.EmailOTP) {
		t.Errorf("%+v, %v", now.EmailOTP, err)
	}
}

// a resend that was refused leaves the code before it as it was.
func TestUndeliveredResendIsForgotten(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	old, _ := w.Issue(t, passcode.Request{User: u, Purpose: passcode.SignIn, Channel: account.Email})
	before, err := w.Store.User(t.Context(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.Pass(time.Minute)
	w.Outbox.Refuse(true)
	a := world.Post(t, h, ask(old))
	if now, err := w.Store.User(t.Context(), u.ID); a.Status != 503 || err != nil || now.EmailOTP != before.EmailOTP {
		t.Errorf("%d: %+v, %v", a.Status, now.EmailOTP, err)
	}
}

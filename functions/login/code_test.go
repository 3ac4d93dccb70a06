package main

import (
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/wire"
)

// unconfirmed signs in and gives the challenge of the refusal, if any.
func unconfirmed(t *testing.T, h world.Handler, name string) string {
	t.Helper()
	a := world.Post(t, h, credentials(name, world.Password))
	problem := world.Into[world.Problem](t, a)
	if a.Status != 403 || problem.Code != "email_unconfirmed" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if problem.Challenge == nil {
		return ""
	}
	return problem.Challenge.ID
}

// Only a user with the right password is told, with the challenge that is valid. Another code is
// mailed only where that one is no longer valid.
func TestUnconfirmed(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", func(u *account.User) { u.EmailConfirmed = false })
	first := unconfirmed(t, h, "mary")
	p, err := w.Store.Passcode(t.Context(), first)
	if err != nil || p.Purpose != passcode.ConfirmEmail || !w.Matches(t, p, w.Code(t, u.Email)) {
		t.Fatalf("%+v, %v", p, err)
	}
	w.Pass(passcode.ConfirmLifetime - time.Minute)
	if again := unconfirmed(t, h, u.Email); again != first || w.Outbox.Delivered() != 1 {
		t.Errorf("the open one is %s, and not %s; %d messages", first, again, w.Outbox.Delivered())
	}
	for range passcode.MaxAttempts {
		if _, err := w.Store.Try(t.Context(), first, []passcode.Purpose{passcode.ConfirmEmail}, w.Now()); err != nil {
			t.Fatal(err)
		}
	}
	second := unconfirmed(t, h, "mary")
	if second == first || w.Outbox.Delivered() != 2 {
		t.Errorf("after five tries: %s, %d messages", second, w.Outbox.Delivered())
	}
	w.Pass(passcode.ConfirmLifetime)
	w.Outbox.Refuse(true)
	if id := unconfirmed(t, h, "mary"); id != "" {
		t.Errorf("undelivered: %s", id)
	}
	if w.Count(t)["Sessions"] != 0 {
		t.Error("a session was made")
	}
}

// the second factor goes where it was set up to go, and no session comes of the password.
func TestSecondFactor(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	w.User(t, "anne", func(u *account.User) {
		u.Factors, u.PhoneNumber, u.PhoneConfirmed = account.Held(account.FactorSMS), "+447700900123", true
	})
	for name, want := range map[string]wire.Challenge{
		"mary": {Purpose: "sign_in", Channel: "email", SentTo: "m***@latchkey.example"},
		"anne": {Purpose: "sign_in", Channel: "sms", SentTo: "+44***23"},
	} {
		var a world.Answer
		calls := w.Edge.During(func() { a = world.Post(t, h, credentials(name, world.Password)) })
		answer := world.Into[wire.Challenged](t, a)
		got := answer.Challenge
		if a.Status != 202 || answer.Result != "challenge" || got.Purpose != want.Purpose || got.Channel != want.Channel || got.SentTo != want.SentTo {
			t.Errorf("%s: %d %+v", name, a.Status, got)
		}
		if calls.Rounds() > 4 {
			t.Errorf("%s: %d round trips: %v", name, calls.Rounds(), calls.Operations())
		}
	}
	w.Code(t, "mary@latchkey.example")
	w.Code(t, "+447700900123")
	if w.Count(t)["Sessions"] != 0 {
		t.Error("a session was made")
	}
}

// the code of a message that was refused is dead.
func TestUndelivered(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	w.Outbox.Refuse(true)
	a := world.Post(t, h, credentials("mary", world.Password))
	if a.Status != 503 || a.Code(t) != "delivery_failed" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	w.NoneAlive(t)
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now != u {
		t.Errorf("the user changed: %+v, %v", now, err)
	}
}

// Staff are told the ways back, users are not: they have somebody to ask.
func TestUndeliveredToStaff(t *testing.T) {
	w, h := setUp(t)
	w.Staff(t, "boss", account.RoleAdmin)
	w.User(t, "mary", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	w.Outbox.Refuse(true)
	for name, want := range map[string]bool{"boss": true, "mary": false} {
		a := world.Post(t, h, credentials(name, world.Password))
		if told := strings.Contains(a.Body, "recover-admin"); a.Status != 503 || a.Code(t) != "delivery_failed" || told != want || a.Headers["retry-after"] == "" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	w.NoneAlive(t)
}

// a code that may still arrive stays valid, and the refusal has its challenge.
func TestUnsure(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	w.Senders.Break(testdb.Dropped)
	a := world.Post(t, h, credentials("mary", world.Password))
	got := world.Into[world.Problem](t, a)
	if a.Status != 503 || got.Code != "delivery_unsure" || got.Challenge == nil || a.Headers["retry-after"] != "60" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	p, err := w.Store.Passcode(t.Context(), got.Challenge.ID)
	if err != nil || !p.Valid(w.Now()) || !w.Matches(t, p, w.Code(t, p.SentTo)) {
		t.Errorf("%+v, %v", p, err)
	}
}

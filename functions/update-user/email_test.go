package main

import (
	"maps"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

// the code goes to the new address, the old one holds until it is given,
// is told of both, and is free afterwards.
func TestEmail(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	const first, second = `{"email":"first@latchkey.example"}`, `{"email":"Second@latchkey.example"}`
	a := patch(t, w, h, u, u, first)
	challenge := world.Into[wire.Challenged](t, a).Challenge
	if a.Status != 202 || challenge.Purpose != "change_email" || challenge.SentTo != "f***@latchkey.example" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	code := w.Code(t, "first@latchkey.example")
	if now := read(t, w, u); now.Email != u.Email {
		t.Errorf("changed before the code: %s", now.Email)
	}
	if n := len(w.Outbox.Messages(u.Email)); n != 1 {
		t.Errorf("the old address got %d notices", n)
	}
	if a := patch(t, w, h, u, u, second, "Challenge-Id", challenge.ID, "Challenge-Code", code); a.Status != 410 {
		t.Errorf("R-89: a code for one address changes to another: %d %s", a.Status, a.Body)
	}

	keep, other := w.SignIn(t, u), w.SignIn(t, u)
	caller := &api.Caller{UserID: u.ID, Role: u.Role, Session: keep.TokenHash, SignedInAt: w.Now()}
	call := world.Call{Method: "PATCH", Body: second, Path: map[string]string{"id": "me"}, Caller: caller}
	call.Headers = map[string]string{"challenge-id": world.Into[wire.Challenged](t, world.Do(t, h, call)).Challenge.ID}
	call.Headers["challenge-code"] = w.Code(t, "second@latchkey.example")
	var done world.Answer
	calls := w.Edge.During(func() { done = world.Do(t, h, call) })
	if got := world.Into[wire.Changed](t, done); done.Status != 200 || got.Email != "second@latchkey.example" || !got.EmailConfirmed {
		t.Fatalf("%d %s", done.Status, done.Body)
	}
	if calls.Rounds() > 4 {
		t.Errorf("%d round trips: %v", calls.Rounds(), calls.Operations())
	}
	now := read(t, w, u)
	for _, s := range []struct {
		hash string
		good bool
	}{{keep.TokenHash, true}, {other.TokenHash, false}} {
		se, _, err := w.Store.Session(t.Context(), u.ID, s.hash)
		if err != nil || (world.Lifetimes.Verify(se, now, w.Now()) == nil) != s.good {
			t.Errorf("session good: want %v: %v", s.good, err)
		}
	}
	w.User(t, "anne", func(a *account.User) { a.Email = u.Email })
	if again := world.Do(t, h, call); again.Status != 200 || read(t, w, u) != now {
		t.Errorf("the same once more changes something: %d %s", again.Status, again.Body)
	}
}

// no oracle at the start, and one winner at the end.
func TestTakenEmail(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	a := patch(t, w, h, mary, mary, `{"email":"anne@latchkey.example"}`)
	if a.Status != 202 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	messages := w.Outbox.Messages(anne.Email)
	if len(messages) != 1 || messages[0].Subject != "Your e-mail address was asked for at Latchkey" {
		t.Errorf("%+v", messages)
	}

	const body = `{"email":"new@latchkey.example"}`
	var codes [2][2]string
	for i, u := range []account.User{mary, anne} {
		codes[i] = [2]string{world.Into[wire.Challenged](t, patch(t, w, h, u, u, body)).Challenge.ID, w.Code(t, "new@latchkey.example")}
	}
	got := map[int]int{}
	for i, u := range []account.User{mary, anne} {
		got[patch(t, w, h, u, u, body, "Challenge-Id", codes[i][0], "Challenge-Code", codes[i][1]).Status]++
	}
	if !maps.Equal(got, map[int]int{200: 1, 409: 1}) {
		t.Errorf("%v", got)
	}
}

// an admin who allowed a new password cannot change the address too, neither when they ask
// for the code nor with a code of before. Where there is no other admin it is allowed. The record
// has the admin.
func TestAddressByAdmin(t *testing.T) {
	w, h := setUp(t)
	asAdmin := func(u *account.User) { u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail) }
	boss := w.User(t, "boss", asAdmin)
	mary := w.User(t, "mary", nil)
	const body = `{"email":"new@latchkey.example"}`
	a := patch(t, w, h, boss, mary, body)
	challenge, code := world.Into[wire.Challenged](t, a).Challenge.ID, w.Code(t, "new@latchkey.example")
	helped := mary
	helped.Helped = helped.Helped.With(boss.ID, account.HelpReset, w.Now())
	if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: mary, To: helped}); err != nil {
		t.Fatal(err)
	}
	second := w.User(t, "anne", asAdmin)
	if a := patch(t, w, h, boss, mary, body); a.Status != 409 || a.Code(t) != "second_admin_needed" {
		t.Errorf("asked: %d %s", a.Status, a.Body)
	}
	if a := patch(t, w, h, boss, mary, body, "Challenge-Id", challenge, "Challenge-Code", code); a.Status != 409 {
		t.Errorf("with a code of before: %d %s", a.Status, a.Body)
	}
	off := second
	off.Status = account.Disabled
	if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: second, To: off}); err != nil {
		t.Fatal(err)
	}
	if a := patch(t, w, h, boss, mary, body, "Challenge-Id", challenge, "Challenge-Code", code); a.Status != 200 {
		t.Errorf("the only admin: %d %s", a.Status, a.Body)
	}
	if acts := w.Recorded(t, mary.ID, audit.EmailMoved); len(acts) != 1 || acts[0].Actor != boss.ID {
		t.Errorf("%+v", acts)
	}
	if now := read(t, w, mary); !now.Helped.Twice(boss.ID, account.HelpFactors, w.Now()) {
		t.Errorf("%q", now.Helped)
	}
}

// An address that mails did not reach is proven again by its code, and no session ends for it.
func TestUndeliverableAddressIsProvenAgain(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", func(u *account.User) { u.EmailUndeliverable = account.Bounced })
	const body = `{"email":"mary@latchkey.example"}`
	asked := patch(t, w, h, mary, mary, body)
	if now := read(t, w, mary); asked.Status != 202 || now.EmailUndeliverable != account.Bounced {
		t.Fatalf("%d %s, %q", asked.Status, asked.Body, now.EmailUndeliverable)
	}
	challenge := world.Into[wire.Challenged](t, asked).Challenge.ID
	a := patch(t, w, h, mary, mary, body, "Challenge-Id", challenge, "Challenge-Code", w.Code(t, mary.Email))
	now := read(t, w, mary)
	if a.Status != 200 || now.EmailUndeliverable != "" || !now.EmailConfirmed || now.SessionEpoch != mary.SessionEpoch {
		t.Errorf("%d %s %+v", a.Status, a.Body, now)
	}
	if a := patch(t, w, h, mary, now, body); a.Status != 200 {
		t.Errorf("once it is proven: %d %s", a.Status, a.Body)
	}
}

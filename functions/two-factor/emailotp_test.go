package main

import (
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

// Of the codes that were mailed to somebody, the newest signs in and no other does, and a
// newer one that was meant for something else changes nothing.
func TestOnlyTheNewestMailedCodeSignsIn(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	older, olderCode := issue(t, w, u, passcode.SignIn)
	newer, newerCode := issue(t, w, u, passcode.SignIn)
	issue(t, w, u, passcode.DeleteUser)
	if a := world.Post(t, h, world.Reply(older, olderCode)); a.Status != 410 || w.Count(t)["Sessions"] != 0 {
		t.Errorf("the older code: %d %s", a.Status, a.Body)
	}
	if a := world.Post(t, h, world.Reply(newer, newerCode)); a.Status != 200 {
		t.Errorf("the newer one: %d %s", a.Status, a.Body)
	}
}

// The condition stands at the write: a code that is replaced between its comparison and the
// sign-in does not sign in.
func TestSupersededInBetween(t *testing.T) {
	w, _ := setUp(t)
	u := w.User(t, "mary", nil)
	id, code := issue(t, w, u, passcode.SignIn)
	p, read, err := w.Redeemer.Redeem(t.Context(), passcode.Answer{ChallengeID: id, Code: passcode.Code(code), Purpose: passcode.SignIn}, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	issue(t, w, u, passcode.SignIn)
	err = w.Store.SignIn(t.Context(), p, read, w.SignIn(t, u), "", w.Now())
	if err == nil || !strings.Contains(err.Error(), passcode.ErrClosed.Code) {
		t.Errorf("%v", err)
	}
}

// A sign-in uses the hash up; when and where the code was sent stays.
func TestSuccessForgetsTheHash(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	id, code := issue(t, w, u, passcode.SignIn)
	sent, err := w.Store.User(t.Context(), u.ID)
	if err != nil || len(sent.EmailOTP.Hash) != 64 {
		t.Fatalf("%+v, %v", sent.EmailOTP, err)
	}
	a := world.Post(t, h, world.Reply(id, code))
	now, err := w.Store.User(t.Context(), u.ID)
	want := sent.EmailOTP
	want.Hash = ""
	if a.Status != 200 || err != nil || now.EmailOTP != want || strings.Contains(a.Body, sent.EmailOTP.Hash) {
		t.Errorf("%d %s: %+v, %v", a.Status, a.Body, now.EmailOTP, err)
	}
}

// A code that was texted is none of these: mailed ones neither stop it nor are touched by it.
func TestTextedCodes(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", func(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = "+447700900123", true })
	id, code := w.Issue(t, passcode.Request{User: u, Purpose: passcode.SignIn, Channel: account.SMS})
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now.EmailOTP != u.EmailOTP {
		t.Errorf("%+v, %v", now.EmailOTP, err)
	}
	if a := world.Post(t, h, world.Reply(id, code)); a.Status != 200 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	h := handler{codes: w.Store, users: w.Store, devices: w.Store, issuer: w.Issuer, now: w.Now}
	return w, api.Handle(api.Anyone, w.Now, h.serve)
}

func ask(challenge string) string { return fmt.Sprintf(`{"challenge_id":%q}`, challenge) }

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	order := passcode.Request{User: u, Purpose: passcode.SignIn, Channel: account.Email}
	expired, _ := w.Issue(t, order)
	closed, _ := w.Issue(t, order)
	if err := w.Store.Void(t.Context(), passcode.Passcode{ID: closed}, account.EmailOTP{}, w.Now()); err != nil {
		t.Fatal(err)
	}
	w.Pass(10 * time.Minute)
	fresh, _ := w.Issue(t, order)
	sent := w.Outbox.Delivered()
	for _, c := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"nothing", `{}`, 422, "invalid_fields"},
		{"an address of the client's choice", `{"challenge_id":"x","to":"eve@x.example"}`, 400, "unknown_member"},
		{"an id of ten kilobytes", ask(strings.Repeat("x", 10<<10)), 422, "invalid_fields"},
		{"R-46: unknown", ask("nobody"), 410, "challenge_closed"},
		{"R-46: expired", ask(expired), 410, "challenge_closed"},
		{"R-46: closed", ask(closed), 410, "challenge_closed"},
		{"R-38: within a minute", ask(fresh), 429, "resend_too_soon"},
	} {
		a := world.Post(t, h, c.body)
		if a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
		if wait, err := strconv.Atoi(a.Headers["retry-after"]); c.status == 429 && (err != nil || wait < 1 || wait > 60) {
			t.Errorf("%s: retry after %q", c.name, a.Headers["retry-after"])
		}
	}
	if n := w.Outbox.Delivered(); n != sent {
		t.Errorf("%d messages were sent", n-sent)
	}
}

// orderOf is a code of each purpose as its route orders it.
func orderOf(purpose passcode.Purpose, u account.User) passcode.Request {
	o := passcode.Request{User: u, Purpose: purpose, Channel: account.SMS, Change: "the change"}
	switch purpose {
	case passcode.SignIn:
		o.Change = ""
	case passcode.ConfirmEmail:
		o.Channel, o.Change = account.Email, ""
	case passcode.ChangeEmail:
		o.Channel, o.To, o.AskedBy = account.Email, "new@latchkey.example", 7
	case passcode.ChangePhone:
		o.To = "+447700900199"
	}
	return o
}

// for every purpose, the newer code goes where the older went, takes its place, and
// allows what it allowed.
func TestResend(t *testing.T) {
	for _, purpose := range passcode.Purposes {
		t.Run(string(purpose), func(t *testing.T) {
			w, h := setUp(t)
			u := w.User(t, "mary", func(u *account.User) {
				u.EmailConfirmed = purpose != passcode.ConfirmEmail
				u.PhoneNumber, u.PhoneConfirmed = "+447700900123", true
			})
			order := orderOf(purpose, u)
			old, _ := w.Issue(t, order)
			first, err := w.Store.Passcode(t.Context(), old)
			if err != nil {
				t.Fatal(err)
			}
			w.Pass(time.Minute)
			var a world.Answer
			calls := w.Edge.During(func() { a = world.Post(t, h, ask(old)) })
			got := world.Into[wire.Challenged](t, a).Challenge
			if a.Status != 202 || got.ID == old || got.Purpose != string(purpose) || string(got.SentTo) != account.Mask(first.SentTo) {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			if calls.Rounds() > 4 {
				t.Errorf("%d round trips: %v", calls.Rounds(), calls.Operations())
			}
			if p, err := w.Store.Passcode(t.Context(), old); err != nil || p.Active {
				t.Errorf("the old code lives: %v", err)
			}
			answer := passcode.Answer{ChallengeID: got.ID, Code: passcode.Code(w.Code(t, first.SentTo)), Purpose: purpose, Change: order.Change}
			p, _, err := w.Redeemer.Redeem(t.Context(), answer, w.Now())
			if err != nil || p.Change != first.Change || p.AskedBy != first.AskedBy || p.Channel != first.Channel {
				t.Errorf("%v: %+v after %+v", err, p, first)
			}
		})
	}
}

// A destination that became somebody else's in the meantime gets no other code, and the answer
// does not tell.
func TestResendToWhatBecameAnothers(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	order := orderOf(passcode.ChangeEmail, u)
	old, _ := w.Issue(t, order)
	w.User(t, "anne", func(a *account.User) { a.Email = order.To })
	w.Pass(time.Minute)
	a := world.Post(t, h, ask(old))
	messages := w.Outbox.Messages(order.To)
	if a.Status != 202 || len(messages) != 2 || messages[0].Subject != "Your e-mail address was asked for at Latchkey" {
		t.Errorf("%d %s, %+v", a.Status, a.Body, messages)
	}
}

func correcting(challenge, email string) string {
	return fmt.Sprintf(`{"challenge_id":%q,"email":%q}`, challenge, email)
}

// Only an account that registered itself, without a key for one address, and that nobody has
// signed in to, corrects its address by its challenge.
func TestWhoCorrectsNoAddress(t *testing.T) {
	for name, change := range map[string]func(*account.User){
		"confirmed":                func(u *account.User) { u.EmailConfirmed = true },
		"made by an admin":         func(u *account.User) { u.CreatedBy = 7 },
		"by a key for one address": func(u *account.User) { u.EmailBound = true },
		"who signed in":            func(u *account.User) { u.LastLogin = u.CreatedAt },
		"an address that is none":  nil,
		"a challenge of another sort": func(u *account.User) {
			u.EmailConfirmed = true
			u.PhoneNumber, u.PhoneConfirmed = "+447700900123", true
		},
		"who signed in and registered": func(u *account.User) { u.LastLogin, u.EmailBound = u.CreatedAt, true },
	} {
		t.Run(name, func(t *testing.T) {
			w, h := setUp(t)
			u := w.User(t, "mary", func(u *account.User) {
				if u.EmailConfirmed = false; change != nil {
					change(u)
				}
			})
			purpose, email, want := passcode.ConfirmEmail, "mary@good.example", "email_not_correctable"
			if u.EmailConfirmed {
				purpose = passcode.SignIn
			}
			if change == nil {
				email, want = "mary", "invalid_fields"
			}
			order := orderOf(purpose, u)
			order.Channel = account.Email
			id, _ := w.Issue(t, order)
			w.Pass(time.Minute)
			sent := w.Outbox.Delivered()
			if a := world.Post(t, h, correcting(id, email)); a.Code(t) != want || w.Outbox.Delivered() != sent {
				t.Errorf("%d %s", a.Status, a.Body)
			}
			if now, err := w.Store.User(t.Context(), u.ID); err != nil || now.Email != u.Email {
				t.Errorf("%+v, %v", now, err)
			}
		})
	}
}

// A user who registered corrects a mistyped address: the code goes to the right one, the
// wrong one finds nobody any more, and its code is dead.
func TestCorrectedAddress(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", func(u *account.User) { u.EmailConfirmed, u.Email = false, "mary@exmaple.example" })
	old, _ := w.Issue(t, orderOf(passcode.ConfirmEmail, u))
	w.Pass(time.Minute)
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Post(t, h, correcting(old, "Mary@Example.Example")) })
	got := world.Into[wire.Challenged](t, a).Challenge
	if a.Status != 202 || got.Purpose != "confirm_email" || calls.Rounds() > 4 {
		t.Fatalf("%d %s, %d round trips: %v", a.Status, a.Body, calls.Rounds(), calls.Operations())
	}
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil || now.Email != "mary@example.example" || now.EmailConfirmed || now.Confirmation.Challenge != got.ID || now.Version != u.Version+1 {
		t.Errorf("%+v, %v", now, err)
	}
	if owner, err := w.Store.EmailOwner(t.Context(), now.Email); err != nil || owner != u.ID {
		t.Errorf("%v, %v", owner, err)
	}
	if owner, err := w.Store.EmailOwner(t.Context(), u.Email); err == nil {
		t.Errorf("the wrong address still finds %v", owner)
	}
	if p, err := w.Store.Passcode(t.Context(), old); err != nil || p.Active {
		t.Errorf("the code to the wrong address lives: %v", err)
	}
	answer := passcode.Answer{ChallengeID: got.ID, Code: passcode.Code(w.Code(t, now.Email)), Purpose: passcode.ConfirmEmail}
	if _, _, err := w.Redeemer.Redeem(t.Context(), answer, w.Now()); err != nil {
		t.Error(err)
	}
}

// A correction that cannot be mailed changes nothing, and the challenge takes another.
func TestUndeliveredCorrection(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", unconfirmed)
	old, _ := w.Issue(t, orderOf(passcode.ConfirmEmail, u))
	w.Pass(time.Minute)
	if a := world.Post(t, h, correcting(old, "mary@refused.example")); a.Status != 503 || a.Code(t) != "delivery_failed" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil || now.Email != u.Email || now.Confirmation.Challenge != old {
		t.Errorf("%+v, %v", now, err)
	}
	if a := world.Post(t, h, correcting(old, "mary@good.example")); a.Status != 202 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func unconfirmed(u *account.User) { u.EmailConfirmed = false }

// where the message was refused, the code before it is valid as before, and can be
// asked for again; the one that nobody was sent is dead.
func TestUndelivered(t *testing.T) {
	w, h := setUp(t)
	old, _ := w.Issue(t, passcode.Request{User: w.User(t, "mary", nil), Purpose: passcode.SignIn, Channel: account.Email})
	w.Pass(time.Minute)
	w.Outbox.Refuse(true)
	if a := world.Post(t, h, ask(old)); a.Status != 503 || a.Code(t) != "delivery_failed" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	p, err := w.Store.Passcode(t.Context(), old)
	if alive := w.Alive(t); err != nil || !p.Valid(w.Now()) || alive != 1 {
		t.Errorf("%+v, %v, %d codes live", p, err, alive)
	}
	w.Outbox.Refuse(false)
	if a := world.Post(t, h, ask(old)); a.Status != 202 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

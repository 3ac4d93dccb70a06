package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/lambdatest"
	"latchkey/shared/passcode"
)

func setUp(t *testing.T) (*lambdatest.World, lambdatest.Handler) {
	t.Helper()
	w := lambdatest.New(t)
	h := handler{store: w.Store, issuer: w.Issuer, now: w.Now}
	return w, api.Handle(api.Anyone, h.serve)
}

func ask(challenge string) string { return fmt.Sprintf(`{"challenge_id":%q}`, challenge) }

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	order := passcode.Order{User: u, Purpose: passcode.SignIn, Channel: account.Email}
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
		a := lambdatest.Post(t, h, c.body)
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

// the newer code takes the place of the older, on its channel and for its purpose.
func TestResend(t *testing.T) {
	for _, order := range []passcode.Order{
		{Purpose: passcode.SignIn, Channel: account.SMS},
		{Purpose: passcode.ConfirmEmail, Channel: account.Email},
	} {
		t.Run(string(order.Purpose), func(t *testing.T) {
			w, h := setUp(t)
			order.User = w.User(t, "mary", func(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = "+447700900123", true })
			old, _ := w.Issue(t, order)
			w.Pass(time.Minute)
			var a lambdatest.Answer
			calls := w.Edge.During(func() { a = lambdatest.Post(t, h, ask(old)) })
			got := lambdatest.Into[api.Challenged](t, a).Challenge
			if a.Status != 202 || got.ID == old || got.Purpose != string(order.Purpose) || got.Channel != string(order.Channel) {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			if calls.Rounds() > 4 {
				t.Errorf("%d round trips: %v", calls.Rounds(), calls.Operations())
			}
			if p, err := w.Store.Passcode(t.Context(), old); err != nil || p.Active {
				t.Errorf("the old code lives: %v", err)
			}
			p, err := w.Store.Passcode(t.Context(), got.ID)
			if err != nil || !w.Matches(t, p, w.Code(t, order.User.Destination(order.Channel))) {
				t.Errorf("the new code is not the one that was sent: %v", err)
			}
		})
	}
}

// where the message was refused, the code before it is as good as it was, and can be
// asked for again; the one that nobody was sent is dead.
func TestUndelivered(t *testing.T) {
	w, h := setUp(t)
	old, _ := w.Issue(t, passcode.Order{User: w.User(t, "mary", nil), Purpose: passcode.SignIn, Channel: account.Email})
	w.Pass(time.Minute)
	w.Outbox.Refuse(true)
	if a := lambdatest.Post(t, h, ask(old)); a.Status != 503 || a.Code(t) != "delivery_failed" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	p, err := w.Store.Passcode(t.Context(), old)
	if alive := w.Alive(t); err != nil || !p.Open(w.Now()) || alive != 1 {
		t.Errorf("%+v, %v, %d codes live", p, err, alive)
	}
	w.Outbox.Refuse(false)
	if a := lambdatest.Post(t, h, ask(old)); a.Status != 202 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

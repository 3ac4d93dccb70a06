package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/wire"
)

const longAgo = -1000 * time.Hour

func opening(challenge, method string) string {
	return fmt.Sprintf(`{"challenge_id":%q,"method":%q}`, challenge, method)
}

// several is a user with an authenticator, texts and mails.
func several(t *testing.T, w *world.World) world.Enrolled {
	t.Helper()
	u := w.User(t, "mary", func(u *account.User) {
		u.PhoneNumber, u.PhoneConfirmed = "+447700900123", true
		u.Factors = account.Held(account.FactorSMS, account.FactorEmail)
	})
	return w.Authenticator(t, u, w.Now().Add(longAgo))
}

func challenge(t *testing.T, w *world.World, q passcode.Request) passcode.Passcode {
	t.Helper()
	p, err := w.Issuer.Issue(t.Context(), q, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// opened asks for a method and gives the new challenge as it is stored.
func opened(t *testing.T, w *world.World, h world.Handler, id, method string) passcode.Passcode {
	t.Helper()
	a := world.Post(t, h, opening(id, method))
	got := world.Into[wire.Challenged](t, a).Challenge
	if a.Status != 202 || string(got.Method) != method {
		t.Fatalf("%s: %d %s", method, a.Status, a.Body)
	}
	p, err := w.Store.Passcode(t.Context(), got.ID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What is not among the methods of a challenge does not open, and nothing is sent or counted.
func TestMethodsThatDoNotOpen(t *testing.T) {
	w, h := setUp(t)
	mary := several(t, w)
	all := mary.SignInMethods(false, w.Now())
	signIn := challenge(t, w, passcode.Request{User: mary.User, Purpose: passcode.SignIn}.By(all, account.TOTP))
	deletion := challenge(t, w, passcode.Request{User: mary.User, Purpose: passcode.DeleteUser, Change: "x"}.By(mary.StepUpMethods(w.Now()), account.TOTP))
	anne := w.User(t, "anne", nil)
	mailed := challenge(t, w, passcode.Request{User: anne, Purpose: passcode.SignIn, Channel: account.Email})
	sent, counts := w.Outbox.Delivered(), w.Count(t)["Throttles"]
	for _, c := range []struct {
		name, id, method string
		status           int
		code             string
	}{
		{"a passkey that the user lacks", signIn.ID, "passkey", 422, "method_unavailable"},
		{"no method at all", signIn.ID, "pigeon", 422, "method_unavailable"},
		{"a recovery code, which is asked for by nothing", signIn.ID, "recovery_code", 422, "method_unavailable"},
		{"a weaker one for a deletion", deletion.ID, "email", 422, "method_unavailable"},
		{"texts, where codes are mailed", mailed.ID, "sms", 422, "method_unavailable"},
		{"of an unknown challenge", "nobody", "pigeon", 410, "challenge_closed"},
	} {
		a := world.Post(t, h, opening(c.id, c.method))
		if a.Status != c.status || a.Code(t) != c.code || c.status == 422 && !slices.Equal(a.Fields(t), []string{"method: method_unavailable"}) {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if w.Outbox.Delivered() != sent || w.Count(t)["Throttles"] != counts || w.Alive(t) != 3 {
		t.Errorf("%d messages, %d counts, %d open", w.Outbox.Delivered()-sent, w.Count(t)["Throttles"]-counts, w.Alive(t))
	}
}

// whichever method is opened, the new challenge takes the place of the old one and allows what that
// allowed. Only what is sent is sent, and counted.
func TestAnotherMethod(t *testing.T) {
	w, h := setUp(t)
	mary := several(t, w)
	all := account.FactorTypes{account.TOTP, account.FactorSMS, account.FactorEmail}
	for _, purpose := range []passcode.Purpose{passcode.SignIn, passcode.RemoveFactor} {
		first := challenge(t, w, passcode.Request{User: mary.User, Purpose: purpose, Change: "the change", AskedBy: 7}.By(all, account.TOTP))
		p := first
		for _, method := range []account.FactorType{account.FactorSMS, account.FactorEmail, account.TOTP} {
			sent := w.Outbox.Delivered()
			var next passcode.Passcode
			calls := w.Edge.During(func() { next = opened(t, w, h, p.ID, string(method)) })
			if calls.Rounds() > 5 { // with the reading of the test itself
				t.Errorf("%s: %d round trips: %v", method, calls.Rounds(), calls.Operations())
			}
			old, err := w.Store.Passcode(t.Context(), p.ID)
			if err != nil || old.Active || w.Outbox.Delivered()-sent != map[bool]int{true: 1}[method.Channel() != ""] {
				t.Errorf("%s: the old one is open: %v, %v; %d messages", method, old.Active, err, w.Outbox.Delivered()-sent)
			}
			if next.Purpose != purpose || next.Change != first.Change || next.AskedBy != 7 || !slices.Equal(next.Methods, all) || next.Epoch != first.Epoch {
				t.Errorf("%s: %+v", method, next)
			}
			p = next
		}
		w.Pass(time.Minute)
		answer := passcode.Answer{ChallengeID: p.ID, Code: passcode.Code(mary.Code(t, w.Now())), Purpose: purpose, Change: "the change"}
		if _, _, err := w.Redeemer.Redeem(t.Context(), answer, w.Now()); err != nil {
			t.Errorf("%s: %v", purpose, err)
		}
	}
}

// a minute passes between two codes on one channel, whatever is opened in between. Another channel,
// and what sends nothing, need not wait. The budget of the user bounds it all.
func TestWaitingByChannel(t *testing.T) {
	w, h := setUp(t)
	mary := several(t, w)
	p := challenge(t, w, passcode.Request{User: mary.User, Purpose: passcode.SignIn}.By(mary.Factors.Types(), account.FactorEmail))
	p = opened(t, w, h, p.ID, "sms")
	p = opened(t, w, h, p.ID, "totp")
	p = opened(t, w, h, p.ID, "totp")
	for _, method := range []string{"sms", "email"} {
		if a := world.Post(t, h, opening(p.ID, method)); a.Status != 429 || a.Code(t) != "resend_too_soon" || a.Headers["retry-after"] == "" {
			t.Errorf("%s: %d %s", method, a.Status, a.Body)
		}
	}
	for n := 2; n < throttle.SendUser.PartMax; n++ {
		w.Pass(time.Minute)
		p = opened(t, w, h, p.ID, "email")
		p = opened(t, w, h, p.ID, "totp")
	}
	w.Pass(time.Minute)
	if a := world.Post(t, h, opening(p.ID, "sms")); a.Status != 429 || a.Code(t) == "resend_too_soon" {
		t.Errorf("beyond the budget: %d %s", a.Status, a.Body)
	}
	if opened(t, w, h, p.ID, "totp"); w.Outbox.Delivered() != throttle.SendUser.PartMax {
		t.Errorf("%d messages", w.Outbox.Delivered())
	}
}

// What was removed in the meantime ends the challenge, for the other methods too.
func TestAFactorThatWasRemoved(t *testing.T) {
	w, h := setUp(t)
	mary := several(t, w)
	p := challenge(t, w, passcode.Request{User: mary.User, Purpose: passcode.SignIn}.By(mary.Factors.Types(), account.FactorSMS))
	without := mary.Enrolled(mary.Factors.Without(account.TOTP), w.Now())
	if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: mary.User, To: without, Remove: []factor.Factor{mary.Factor}}); err != nil {
		t.Fatal(err)
	}
	w.Pass(time.Minute)
	for _, method := range []string{"totp", "sms", "email"} {
		if a := world.Post(t, h, opening(p.ID, method)); a.Status != 410 || a.Code(t) != "challenge_closed" {
			t.Errorf("%s: %d %s", method, a.Status, a.Body)
		}
	}
}

// where the message of another method is refused, the one before is open as it was.
func TestAMethodThatCannotBeSent(t *testing.T) {
	w, h := setUp(t)
	mary := several(t, w)
	p := challenge(t, w, passcode.Request{User: mary.User, Purpose: passcode.SignIn}.By(mary.Factors.Types(), account.TOTP))
	w.Outbox.Refuse(true)
	if a := world.Post(t, h, opening(p.ID, "sms")); a.Status != 503 || a.Code(t) != "delivery_failed" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if now, err := w.Store.Passcode(t.Context(), p.ID); err != nil || !now.Valid(w.Now()) || w.Alive(t) != 1 {
		t.Errorf("%+v, %v", now, err)
	}
}

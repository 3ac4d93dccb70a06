package main

import (
	"fmt"
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/wire"
)

func answer(t *testing.T, h world.Handler, shown, challenge, code string) world.Answer {
	t.Helper()
	c := world.Call{Body: world.Reply(challenge, code)}
	if shown != "" {
		c.Headers = map[string]string{"device-token": shown}
	}
	return world.Do(t, h, c)
}

// What login was asked for is done once the code is right: the device is known from then on, and one that is
// known already is renewed. A wrong code makes none.
func TestRemembering(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	shown := ""
	for n, asked := range []bool{true, false, true} {
		w.Pass(passcode.ResendAfter)
		id, code := w.Issue(t, passcode.Request{User: mary, Purpose: passcode.SignIn, Channel: account.Email, Remember: asked})
		if a := answer(t, h, shown, id, world.Wrong(code)); a.Status != 401 || strings.Contains(a.Body, "device_token") {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		a := answer(t, h, shown, id, code)
		got := world.Into[wire.Session](t, a).DeviceToken
		if a.Status != 200 || (got != "") != asked || w.Count(t)["Devices"] != 1 {
			t.Errorf("sign-in %d: %d %s, %d devices", n+1, a.Status, a.Body, w.Count(t)["Devices"])
		}
		if asked {
			shown = got
		}
	}
	if n := len(w.Outbox.Messages(mary.Email)); n != 3 {
		t.Errorf("%d mails: where a code was mailed, nothing more is", n)
	}
}

// a stranger who has the password uses up the codes of the account, and keeps nobody from giving theirs
// on a known device. That has ten of its own.
func TestCodesOnAKnownDevice(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	_, marys := w.Remember(t, mary)
	_, annes := w.Remember(t, anne)
	var a world.Answer
	var id, code string
	for n := range 12 {
		if n%4 == 0 {
			id, code = issue(t, w, mary, passcode.SignIn)
		}
		a = answer(t, h, "", id, world.Wrong(code))
	}
	if a.Status != 429 {
		t.Errorf("after twelve: %d %s", a.Status, a.Body)
	}
	for name, c := range map[string]struct {
		shown  string
		status int
	}{"no device": {"", 429}, "another's": {annes, 429}, "malformed": {"lkd_x", 429}, "their own": {marys, 200}} {
		w.Pass(passcode.ResendAfter)
		id, code := issue(t, w, mary, passcode.SignIn)
		if a := answer(t, h, c.shown, id, code); a.Status != c.status {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
}

// A sign-in by a code that was not mailed is told, where it was not on a known device.
func TestNewDevices(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", func(u *account.User) {
		u.Factors, u.PhoneNumber, u.PhoneConfirmed = account.Held(account.FactorSMS), w.Number(), true
	})
	_, shown := w.Remember(t, mary)
	mary, err := w.Store.User(t.Context(), mary.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct {
		shown string
		mails int
	}{{shown, 0}, {"", 1}, {"", 1}} {
		w.Pass(passcode.ResendAfter)
		id, code := w.Issue(t, passcode.Request{User: mary, Purpose: passcode.SignIn, Channel: account.SMS})
		if a := answer(t, h, c.shown, id, code); a.Status != 200 || len(w.Outbox.Messages(mary.Email)) != c.mails {
			t.Errorf("sign-in %d: %d %s, %v", i+1, a.Status, a.Body, fmt.Sprint(w.Outbox.Messages(mary.Email)))
		}
	}
}

// A device costs a sign-in no round trip.
func TestBudgetOnAKnownDevice(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	_, shown := w.Remember(t, mary)
	id, code := issue(t, w, mary, passcode.SignIn)
	calls := w.Edge.During(func() {
		if a := answer(t, h, shown, id, code); a.Status != 200 {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	})
	if calls.Rounds() > 3 {
		t.Errorf("%d round trips: %v", calls.Rounds(), calls.Operations())
	}
}

func TestBudgetOfRemembering(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	w.RememberMost(t, mary)
	id, code := w.Issue(t, passcode.Request{User: mary, Purpose: passcode.SignIn, Channel: account.Email, Remember: true})
	w.HoldRemembering(t, func() world.Answer { return answer(t, h, "", id, code) })
}

package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/throttle"
)

const step = 30 * time.Second

// a code is good for its step and for the one before and after, and for no other.
func TestSteps(t *testing.T) {
	w, h := setUp(t)
	for name, c := range map[string]struct {
		of     time.Duration
		status int
	}{
		"mary": {-2 * step, 401}, "anne": {-step, 200}, "rose": {0, 200}, "lucy": {step, 200}, "jane": {2 * step, 401},
	} {
		e := full(t, w, name)
		p := opened(t, w, e.User, account.TOTP)
		now := w.Now()
		code := e.Code(t, now.Add(c.of))
		for c.status == 401 && (code == e.Code(t, now) || code == e.Code(t, now.Add(step)) || code == e.Code(t, now.Add(-step))) {
			w.Pass(step) // two steps have one code by chance: at the next they differ
			now = w.Now()
			code = e.Code(t, now.Add(c.of))
		}
		if a := world.Post(t, h, world.Reply(p.ID, code)); a.Status != c.status {
			t.Errorf("of %s: %d %s", c.of, a.Status, a.Body)
		}
	}
}

// a code that was used is told from a wrong one and costs nothing, on the challenge that it answered and
// on another. So is one of a step before. The next step signs in.
func TestAStepIsUsedOnce(t *testing.T) {
	w, h := setUp(t)
	e := full(t, w, "mary")
	first, other := opened(t, w, e.User, account.TOTP), opened(t, w, e.User, account.TOTP)
	now := w.Now()
	if a := world.Post(t, h, world.Reply(first.ID, e.Code(t, now))); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	for range throttle.CodeFailures.Max + 1 {
		if a := world.Post(t, h, world.Reply(first.ID, e.Code(t, now))); a.Status != 410 || a.Code(t) != "code_used" {
			t.Fatalf("on its challenge: %d %s", a.Status, a.Body)
		}
	}
	for _, at := range []time.Time{now, now.Add(-step)} {
		if a := world.Post(t, h, world.Reply(other.ID, e.Code(t, at))); a.Status != 410 || a.Code(t) != "code_used" {
			t.Errorf("on another: %d %s", a.Status, a.Body)
		}
	}
	if w.Count(t)["Sessions"] != 1 {
		t.Error("a second session was made")
	}
	failures := throttle.CodeFailures.Charge(w.Issuer.Throttles.User(e.ID), w.Now())
	failures.Limit.Max = 1
	if err := w.Store.Room(t.Context(), failures); err != nil {
		t.Errorf("a charge was kept: %v", err)
	}
	if a := world.Post(t, h, world.Reply(other.ID, e.Code(t, now.Add(step)))); a.Status != 200 {
		t.Errorf("the next step: %d %s", a.Status, a.Body)
	}
}

// Two requests with one code meet at the factor: on one challenge, and on two.
func TestAStepFromTwoRequestsAtOnce(t *testing.T) {
	w, h := setUp(t)
	for range 10 {
		e := full(t, w, "mary"+w.Number()[6:])
		one, two := opened(t, w, e.User, account.TOTP), opened(t, w, e.User, account.TOTP)
		now := w.Now()
		code, next := e.Code(t, now), e.Code(t, now.Add(step))
		if got := together(t, h, world.Reply(one.ID, code), world.Reply(one.ID, code)); got[200] != 1 || got[410] != 1 {
			t.Fatalf("on one challenge: %v", got)
		}
		three := opened(t, w, e.User, account.TOTP)
		if got := together(t, h, world.Reply(two.ID, next), world.Reply(three.ID, next)); got[200] != 1 || got[410] != 1 {
			t.Fatalf("on two challenges: %v", got)
		}
		if all, err := w.Store.Sessions(t.Context(), e.ID); err != nil || len(all) != 2 {
			t.Fatalf("%d sessions, %v", len(all), err)
		}
	}
}

// fifty at once, one session, and no failure is left.
func TestOneTOTPCodeInParallel(t *testing.T) {
	w, h := setUp(t)
	e := full(t, w, "mary")
	p, now := opened(t, w, e.User, account.TOTP), w.Now()
	if got := parallel(t, h, world.Reply(p.ID, e.Code(t, now))); got[200] != 1 || got[410] != 49 {
		t.Errorf("%v", got)
	}
	if n := w.Count(t)["Sessions"]; n != 1 {
		t.Errorf("%d sessions", n)
	}
	if a := world.Post(t, h, world.Reply(opened(t, w, e.User, account.TOTP).ID, e.Code(t, now.Add(step)))); a.Status != 200 {
		t.Errorf("right after: %d %s", a.Status, a.Body)
	}
}

// wrong codes of an authenticator count as all codes do.
func TestWrongTOTPCodes(t *testing.T) {
	w, h := setUp(t)
	e := full(t, w, "mary")
	p := opened(t, w, e.User, account.TOTP)
	if got := parallel(t, h, world.Reply(p.ID, e.WrongCode(t, w.Now()))); got[401] != passcode.MaxAttempts || got[410] != 45 {
		t.Errorf("%v", got)
	}
	if a := world.Post(t, h, world.Reply(p.ID, e.Code(t, w.Now()))); a.Status != 410 || w.Count(t)["Sessions"] != 0 {
		t.Errorf("then the right one: %d %s", a.Status, a.Body)
	}
	failures := throttle.CodeFailures.Charge(w.Issuer.Throttles.User(e.ID), w.Now())
	for max, full := range map[int]bool{passcode.MaxAttempts: true, passcode.MaxAttempts + 1: false} {
		failures.Limit.Max = max
		if err := w.Store.Room(t.Context(), failures); (err != nil) != full {
			t.Errorf("room of %d: %v", max, err)
		}
	}
}

// A sign-in with an authenticator keeps the budget of any other, and records the use.
func TestCostOfAnAuthenticator(t *testing.T) {
	w, h := setUp(t)
	e := full(t, w, "mary")
	p, sent := opened(t, w, e.User, account.TOTP), w.Outbox.Delivered()
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Post(t, h, world.Reply(p.ID, e.Code(t, w.Now()))) })
	if a.Status != 200 || calls.Rounds() > 3 || w.Outbox.Delivered() != sent {
		t.Errorf("%d %s, %d rounds: %v", a.Status, a.Body, calls.Rounds(), calls.Operations())
	}
	if calls.Reads() > 2 || calls.Writes() > 13 { // docs/cost.md adds them to those of the password
		t.Errorf("%.1f read units, %.1f write units", calls.Reads(), calls.Writes())
	}
	set, err := w.Store.Factors(t.Context(), e.ID)
	if err != nil || set.Factors[0].LastUsed.IsZero() || set.Factors[0].LastStep == 0 {
		t.Errorf("%+v, %v", set, err)
	}
}

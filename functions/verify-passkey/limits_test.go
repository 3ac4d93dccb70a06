package main

import (
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/wire"
)

// Failures count for the network alone: another network signs in, and so does the user, whose network is
// full, with a challenge that they opened with their password.
func TestLimits(t *testing.T) {
	w, h, serve := setUp(t)
	mary, k := enrolled(t, w, "mary")
	stranger := world.NewSecurityKey()
	full := throttle.LoginAddress.Networks[0]
	for n := range full + 1 {
		a := answer(t, serve, stranger, begun(t, h))
		if want := map[bool]int{true: 401, false: 429}[n < full]; a.Status != want {
			t.Fatalf("failure %d: %d %s", n+1, a.Status, a.Body)
		}
	}
	if a := answer(t, serve, k, begun(t, h)); a.Status != 429 || a.Headers["retry-after"] == "" {
		t.Errorf("from the same network: %d %s", a.Status, a.Body)
	}
	c := begun(t, h)
	elsewhere := world.Call{Body: world.Assertion(c.ID, k.Sign(t, c.PublicKey)), Address: "198.51.100.7"}
	if a := world.Do(t, serve, elsewhere); a.Status != 200 {
		t.Errorf("from another: %d %s", a.Status, a.Body)
	}
	c = asked(t, w, mary.User, passcode.SignIn)
	if a := answer(t, serve, stranger, c); a.Status != 401 {
		t.Errorf("a failure after a password: %d %s", a.Status, a.Body)
	}
	if a := answer(t, serve, k, c); a.Status != 200 {
		t.Errorf("after a password: %d %s", a.Status, a.Body)
	}
}

// a failure that cannot be counted is no answer to a guess.
func TestFailureThatIsNotCounted(t *testing.T) {
	w, h, serve := setUp(t)
	enrolled(t, w, "mary")
	c := begun(t, h)
	w.Edge.Refuse(func(operation string) bool { return operation == "UpdateItem" })
	a := answer(t, serve, world.NewSecurityKey(), c)
	w.Edge.Refuse(nil)
	if a.Status < 500 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := answer(t, serve, world.NewSecurityKey(), c); a.Status != 401 {
		t.Errorf("counted: %d %s", a.Status, a.Body)
	}
}

// A device that is remembered keeps its user from being kept out by others of their network.
func TestDevice(t *testing.T) {
	w, h, serve := setUp(t)
	_, k := enrolled(t, w, "mary")
	c := begun(t, h)
	body := strings.TrimSuffix(world.Assertion(c.ID, k.Sign(t, c.PublicKey)), "}") + `,"remember_device":true}`
	a := world.Post(t, serve, body)
	shown := world.Into[wire.Session](t, a).DeviceToken
	if a.Status != 200 || !strings.HasPrefix(shown, "lkd_") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	for range throttle.LoginAddress.Networks[0] {
		answer(t, serve, world.NewSecurityKey(), begun(t, h))
	}
	for given, want := range map[string]int{"lkd_" + strings.Repeat("x", 60): 429, shown: 200} {
		c := begun(t, h)
		call := world.Call{Body: world.Assertion(c.ID, k.Sign(t, c.PublicKey)), Headers: map[string]string{"device-token": given}}
		var a world.Answer
		calls := w.Edge.During(func() { a = world.Do(t, serve, call) })
		if a.Status != want || calls.Rounds() > 4 {
			t.Errorf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
		}
	}
}

func TestBudgetOfRemembering(t *testing.T) {
	w, h, serve := setUp(t)
	mary, k := enrolled(t, w, "mary")
	w.RememberMost(t, mary.User)
	c := begun(t, h)
	body := strings.TrimSuffix(world.Assertion(c.ID, k.Sign(t, c.PublicKey)), "}") + `,"remember_device":true}`
	w.HoldRemembering(t, func() world.Answer { return world.Post(t, serve, body) })
}

package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
)

// on signs in on the device of a token; empty for none.
func on(t *testing.T, h world.Handler, shown, address, body string) world.Answer {
	t.Helper()
	c := world.Call{Body: body, Address: address}
	if shown != "" {
		c.Headers = map[string]string{"device-token": shown}
	}
	return world.Do(t, h, c)
}

// full has strangers use up what an account and a network may fail.
func full(t *testing.T, h world.Handler, name, network string) {
	t.Helper()
	for n := range 31 {
		from(t, h, fmt.Sprintf("198.51.100.%d", 1+n/5), name, wrong)
	}
	for range 6 {
		from(t, h, network, name, wrong)
	}
}

// whatever strangers use up, the owner signs in on a known device, also from a network that may
// fail no more. Without the device, and with one that is not live, nothing is different.
func TestNoStrangerKeepsAKnownDeviceOut(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	_, marys := w.Remember(t, mary)
	_, annes := w.Remember(t, anne)
	const network = "203.0.113.1"
	full(t, h, "mary", network)
	for _, c := range []struct {
		name, shown, address string
		status               int
	}{
		{"no device", "", "203.0.113.99", 401},
		{"another's device", annes, "203.0.113.99", 401},
		{"no device, from a full network", "", network, 429},
		{"another's, from a full network", annes, network, 429},
		{"their own", marys, "203.0.113.99", 200},
		{"their own, from a full network", marys, network, 200},
	} {
		if a := on(t, h, c.shown, c.address, credentials("mary", world.Password)); a.Status != c.status {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if a := on(t, h, marys, network, credentials("mary@latchkey.example", world.Password)); a.Status != 200 {
		t.Errorf("by address: %d %s", a.Status, a.Body)
	}
}

// A token that is not of a live device counts as none: the same answer after the same calls, and the failure
// is the account's.
func TestTokensThatAreNone(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	rose := w.User(t, "rose", func(u *account.User) { u.Status = account.Disabled })
	_, annes := w.Remember(t, anne)
	_, expired := w.Remember(t, mary)
	w.Pass(device.Lifetime)
	_, ended := w.Remember(t, mary)
	if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: mary, To: mary.SignOutEverywhere()}); err != nil {
		t.Fatal(err)
	}
	again, err := w.Store.User(t.Context(), mary.ID)
	if err != nil {
		t.Fatal(err)
	}
	forgotten, forgot := w.Remember(t, again)
	if err := w.Store.ForgetDevice(t.Context(), forgotten); err != nil {
		t.Fatal(err)
	}
	from(t, h, "2001:db8:9::1", "mary@latchkey.example", wrong) // by the other name, or the last below would be told
	first := ""
	for i, c := range []struct{ name, shown string }{
		{"unknown", madeUp(t, mary)}, {"empty", ""}, {"malformed", ended[:30]}, {"a kilobyte", strings.Repeat("x", 1000)}, {"another's", annes},
		{"expired", expired}, {"of before a reset", ended}, {"forgotten", forgot}, {"a disabled user's", madeUp(t, rose)},
	} {
		var a world.Answer
		calls := w.Edge.During(func() {
			a = world.Do(t, h, world.Call{
				Body: credentials("mary", wrong), Address: fmt.Sprintf("2001:db8:%x::1", 16+i), Headers: map[string]string{"device-token": c.shown},
			})
		})
		got := fmt.Sprint(a.Status, a.Body, calls.Operations(), calls.Rounds())
		if i == 0 {
			first = got
		}
		if got != first || a.Status != 401 {
			t.Errorf("%s: %s\nand not %s", c.name, got, first)
		}
	}
	charge := throttle.LoginAccount.Charge(w.Issuer.Throttles.User(mary.ID), w.Now())
	charge.Limit.Max = 10
	if err := w.Store.Room(t.Context(), charge); !errors.Is(err, throttle.ErrLimited) {
		t.Errorf("the account counted less than its ten failures: %v", err)
	}
}

// The budget on a known device: as many round trips as without one.
func TestBudgetOnAKnownDevice(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	_, shown := w.Remember(t, mary)
	from(t, h, "2001:db8::1", "mary", wrong)
	for name, c := range map[string]struct {
		shown, secret string
		status        int
		most          float64 // write units
	}{
		"known":                  {shown, world.Password, 200, 5},
		"known, a wrong one":     {shown, wrong, 401, 2},
		"malformed":              {"lkd_x", world.Password, 200, 5},
		"malformed, a wrong one": {"lkd_x", wrong, 401, 5},
	} {
		calls := w.Edge.During(func() {
			if a := on(t, h, c.shown, "2001:db8::1", credentials("mary", c.secret)); a.Status != c.status {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		})
		if name == "malformed" { // its sign-in is told, after everything else
			continue
		}
		if calls.Rounds() > 3 || calls.Reads() > 6 || calls.Writes() > c.most {
			t.Errorf("%s: %d round trips, %.1f read and %.1f write units: %v", name, calls.Rounds(), calls.Reads(), calls.Writes(), calls.Operations())
		}
	}
}

// madeUp is a token of a user's that nobody was given.
func madeUp(t *testing.T, u account.User) string {
	t.Helper()
	tok, err := token.New(token.Device, rand.Reader, int64(u.ID))
	if err != nil {
		t.Fatal(err)
	}
	return tok.Reveal()
}

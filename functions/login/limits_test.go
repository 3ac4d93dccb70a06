package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/throttle"
)

// of thirty failures of an account, whichever of its names is tried, the next is not
// compared, be it right. It looks like a wrong password. In the next window the right one works
// again. Successes in between count nothing.
func TestFailuresOfAnAccount(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	for range 7 {
		if a := from(t, h, "203.0.113.1", "mary", world.Password); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	first := ""
	for n := range 31 {
		address := fmt.Sprintf("203.0.113.%d", 1+n/5)
		a := from(t, h, address, []string{"mary", "mary@latchkey.example"}[n%2], wrong)
		if first = cmp.Or(first, a.Body); a.Status != 401 || a.Body != first {
			t.Fatalf("failure %d: %d %s", n+1, a.Status, a.Body)
		}
	}
	for _, address := range []string{"203.0.113.1", "203.0.113.99"} {
		before := w.Hasher.Computed()
		a := from(t, h, address, "mary", world.Password)
		if a.Status != 401 || a.Body != first || w.Hasher.Computed()-before != 1 {
			t.Errorf("after thirty, the right password from %s: %d %s, %d hashes", address, a.Status, a.Body, w.Hasher.Computed()-before)
		}
	}
	if n := w.Count(t)["Sessions"]; n != 7 {
		t.Errorf("%d sessions", n)
	}
	w.Pass(10 * time.Minute)
	if a := from(t, h, "203.0.113.1", "mary", world.Password); a.Status != 200 {
		t.Errorf("in the next window: %d %s", a.Status, a.Body)
	}
}

// one network may fail five times at a name, and is then told when to come back. Other
// networks are not.
func TestFailuresOfANetwork(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	for n := range 6 {
		a := from(t, h, "203.0.113.1", "mary", wrong)
		if want := map[bool]int{true: 401, false: 429}[n < 5]; a.Status != want || (want == 429) != (a.Headers["retry-after"] != "") {
			t.Errorf("failure %d: %d %v", n+1, a.Status, a.Headers)
		}
	}
	before := w.Hasher.Computed()
	if a := from(t, h, "203.0.113.1", "mary", world.Password); a.Status != 429 || w.Hasher.Computed() != before {
		t.Errorf("the right password from there: %d", a.Status)
	}
	if a := from(t, h, "203.0.113.2", "mary", world.Password); a.Status != 200 {
		t.Errorf("from elsewhere: %d %s", a.Status, a.Body)
	}
}

// no count tells that a username and an address are one user's.
func TestNamesAreNotLinked(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	w.User(t, "anne", nil)
	for i, c := range []struct{ name, address string }{
		{"mary", "mary@latchkey.example"}, {"anne", "mary@latchkey.example"}, {"nobody", "nobody@latchkey.example"},
	} {
		network := fmt.Sprintf("203.0.113.%d", i)
		for range 5 {
			from(t, h, network, c.name, wrong)
		}
		if a := from(t, h, network, c.address, wrong); a.Status != 401 {
			t.Errorf("five times %s, then %s: %d %s", c.name, c.address, a.Status, a.Body)
		}
	}
}

// a household with IPv6 is in a /56 or a /48, and does not use up an account's thirty.
func TestNetworksOfAnAccount(t *testing.T) {
	for _, c := range []struct {
		name, address string
		want          int // failures of the account
	}{
		{"a /64", "2001:db8:0:1::%x", 5},
		{"a /56", "2001:db8:0:1%02x::1", 10},
		{"a /48", "2001:db8:0:%x00::1", 15},
	} {
		w, h := setUp(t)
		mary := w.User(t, "mary", nil)
		for n := range 20 {
			from(t, h, fmt.Sprintf(c.address, n+1), "mary", wrong)
		}
		charge := throttle.LoginAccount.Charge(w.Issuer.Throttles.User(mary.ID), w.Now())
		charge.Limit.Max = c.want
		full := w.Store.Room(t.Context(), charge)
		charge.Limit.Max = c.want + 1
		if room := w.Store.Room(t.Context(), charge); !errors.Is(full, throttle.ErrLimited) || room != nil {
			t.Errorf("%s: not %d failures: %v, %v", c.name, c.want, full, room)
		}
		if a := from(t, h, "203.0.113.9", "mary", world.Password); a.Status != 200 {
			t.Errorf("%s: the owner: %d %s", c.name, a.Status, a.Body)
		}
	}
}

// an unknown name is limited like a known one.
func TestFailuresOfAnUnknownName(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	for n := range 7 {
		known, unknown := from(t, h, "203.0.113.1", "mary", wrong), from(t, h, "203.0.113.1", "nobody", wrong)
		if known.Status != unknown.Status || known.Body != unknown.Body {
			t.Errorf("failure %d: %d %s and %d %s", n+1, known.Status, known.Body, unknown.Status, unknown.Body)
		}
	}
	for _, item := range w.Scan(t, w.Tables.Throttles) {
		if text := fmt.Sprintf("%v", item["scope"]); strings.Contains(text, "nobody") || strings.Contains(text, "203.0.113") {
			t.Errorf("the table tells who tried: %s", text)
		}
	}
}

// one password over many names, from one /64, one /56 and one /48.
func TestSpraying(t *testing.T) {
	for _, c := range []struct {
		name    string
		address func(n int) string
		most    int
		beyond  string
	}{
		{"a /64", func(n int) string { return fmt.Sprintf("2001:db8:0:1::%x", n) }, 100, "2001:db8:0:2::1"},
		{"a /56", func(n int) string { return fmt.Sprintf("2001:db8:0:1%02x::1", n) }, 200, "2001:db8:0:200::1"},
		{"a /48", func(n int) string { return fmt.Sprintf("2001:db8:0:%x::1", n%250<<8+n/250) }, 1000, "2001:db8:1::1"},
	} {
		w, h := setUp(t)
		var g errgroup.Group
		g.SetLimit(50)
		for n := range c.most - 1 {
			for _, charge := range throttle.LoginAddress.ByNetwork(w.Issuer.Throttles.Networks(c.address(n)), w.Now()) {
				g.Go(func() error { return w.Store.Take(t.Context(), charge) })
			}
		}
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		for n, want := range []int{401, 429} {
			if a := from(t, h, c.address(c.most-1+n), fmt.Sprintf("name%d", n), wrong); a.Status != want {
				t.Errorf("%s, failure %d: %d", c.name, c.most+n, a.Status)
			}
		}
		if a := from(t, h, c.beyond, "another", wrong); a.Status != 401 {
			t.Errorf("%s, from beyond it: %d", c.name, a.Status)
		}
	}
}

// a code is mailed ten times an hour at most, however often the password is given.
func TestSendsAreLimited(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	for n := range 11 {
		a := world.Post(t, h, credentials("mary", world.Password))
		if want := map[bool]int{true: 202, false: 429}[n < 10]; a.Status != want {
			t.Errorf("sign-in %d: %d, want %d", n+1, a.Status, want)
		}
	}
	if n := w.Outbox.Delivered(); n != 10 {
		t.Errorf("%d messages", n)
	}
}

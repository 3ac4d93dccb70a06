package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
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

func remembering(name, secret string) string {
	return fmt.Sprintf(`{"username":%q,"password":%q,"remember_device":true}`, name, secret)
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

// Ten wrong passwords in a row forget a device, and a right one begins the row anew. They count by nothing
// else.
func TestFailuresOfADevice(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	_, shown := w.Remember(t, mary)
	const network = "203.0.113.1"
	fail := func(times int) {
		t.Helper()
		for range times {
			if a := on(t, h, shown, network, credentials("mary", wrong)); a.Status != 401 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
	}
	for range 3 {
		fail(9)
		if a := on(t, h, shown, network, credentials("mary", world.Password)); a.Status != 200 {
			t.Errorf("after nine: %d %s", a.Status, a.Body)
		}
	}
	if n := w.Count(t)["Throttles"]; n != 2 { // the failures of the day, which refuse nothing, and that the user was told
		t.Errorf("%d counts beside the device's", n)
	}
	full(t, h, "mary", "203.0.113.2")
	fail(10)
	if a := on(t, h, shown, "203.0.113.3", credentials("mary", world.Password)); a.Status != 401 {
		t.Errorf("after ten the device is known: %d %s", a.Status, a.Body)
	}
	if found, err := (device.Shown{Given: true, Text: shown}).Find(t.Context(), w.Store); err != nil || found.Of(mary.ID, w.Now()).Known() {
		t.Errorf("it is live: %+v %v", found, err)
	}
}

// of fifty wrong passwords at once from one device, ten are compared.
func TestParallelFailuresOfADevice(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	d, shown := w.Remember(t, mary)
	var g errgroup.Group
	for range 50 {
		g.Go(func() error {
			if err := w.Store.TakeFromDevice(t.Context(), d, throttle.LoginDevice.Charge(d.Subject(), w.Now())); !errors.Is(err, throttle.ErrLimited) {
				return err
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	stored, err := w.Store.Devices(t.Context(), mary.ID)
	if err != nil || len(stored) != 1 || stored[0].Failures != 10 {
		t.Errorf("counted are %+v, %v", stored, err)
	}
	for range 3 { // those are no failures of the device, and so of the account
		on(t, h, shown, "203.0.113.1", credentials("mary", wrong))
	}
	if stored, err = w.Store.Devices(t.Context(), mary.ID); err != nil || stored[0].Failures != 10 {
		t.Errorf("counted are %+v, %v", stored, err)
	}
}

// late has a device in the state of before the tries that came in between.
type late struct {
	*dynamo.Store
	before device.Device
	user   account.User
}

func (l late) Device(context.Context, account.ID, string) (device.Device, account.User, error) {
	return l.before, l.user, nil
}

// what was found live, and had ten failures until its own was counted, is not compared: the right
// password gets the answer of a wrong one.
func TestAFullDeviceIsNotCompared(t *testing.T) {
	w, _ := setUp(t)
	mary := w.User(t, "mary", nil)
	d, shown := w.Remember(t, mary)
	for range 10 {
		if err := w.Store.TakeFromDevice(t.Context(), d, throttle.LoginDevice.Charge(d.Subject(), w.Now())); err != nil {
			t.Fatal(err)
		}
	}
	h := of(w)
	h.devices = late{w.Store, d, mary}
	a := on(t, api.Handle(api.Anyone, w.Now, h.serve), shown, "203.0.113.1", credentials("mary", world.Password))
	if a.Status != 401 || w.Count(t)["Sessions"] != 0 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// A device is made where the client asks for it, is stored as a hash, and works. One that is asked to be
// remembered again is renewed in its place.
func TestRemembering(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	sign := func(shown, body string) wire.Session {
		t.Helper()
		a := on(t, h, shown, "203.0.113.1", body)
		if a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		return world.Into[wire.Session](t, a)
	}
	if got := sign("", credentials("mary", world.Password)); got.DeviceToken != "" || w.Count(t)["Devices"] != 0 {
		t.Errorf("nobody asked for %+v", got)
	}
	first := sign("", remembering("mary", world.Password)).DeviceToken
	if !strings.HasPrefix(first, "lkd_") || strings.Contains(fmt.Sprint(w.Scan(t, w.Tables.Devices)), first[4:]) {
		t.Errorf("the token is %q", first)
	}
	before, err := w.Store.Devices(t.Context(), mary.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.Pass(time.Hour)
	if got := sign(first, credentials("mary", world.Password)); got.DeviceToken != "" || w.Count(t)["Devices"] != 1 {
		t.Errorf("a sign-in on it makes no second: %+v", got)
	}
	second := sign(first, remembering("mary", world.Password)).DeviceToken
	after, err := w.Store.Devices(t.Context(), mary.ID)
	if err != nil || len(after) != 1 || after[0].ID != before[0].ID || !after[0].CreatedAt.Equal(before[0].CreatedAt) ||
		after[0].ExpiresAt.Sub(before[0].ExpiresAt) < time.Hour || after[0].TokenHash == before[0].TokenHash || second == first {
		t.Errorf("renewed is %+v from %+v, %v", after, before, err)
	}
	full(t, h, "mary", "203.0.113.2")
	for shown, status := range map[string]int{first: 401, second: 200} {
		if a := on(t, h, shown, "203.0.113.3", credentials("mary", world.Password)); a.Status != status {
			t.Errorf("%d %s, want %d", a.Status, a.Body, status)
		}
	}
}

// A user is known on twenty devices: the one that was not used for longest gives way, and so do all that
// have ended.
func TestTwentyDevices(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	var all []string
	for range device.Most {
		w.Pass(time.Minute)
		_, shown := w.Remember(t, mary)
		all = append(all, shown)
	}
	w.Pass(time.Minute)
	if a := on(t, h, all[0], "203.0.113.1", credentials("mary", world.Password)); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := on(t, h, "", "203.0.113.1", remembering("mary", world.Password)); a.Status != 200 || w.Count(t)["Devices"] != device.Most {
		t.Errorf("%d, and %d devices", a.Status, w.Count(t)["Devices"])
	}
	for i, known := range []bool{true, false, true} {
		found, err := device.Shown{Given: true, Text: all[i]}.Find(t.Context(), w.Store)
		if err != nil || found.Of(mary.ID, w.Now()).Known() != known {
			t.Errorf("device %d is known: %v, %v", i+1, !known, err)
		}
	}
	if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: mary, To: mary.SignOutEverywhere()}); err != nil {
		t.Fatal(err)
	}
	if a := on(t, h, "", "203.0.113.1", remembering("mary", world.Password)); a.Status != 200 || w.Count(t)["Devices"] != 1 {
		t.Errorf("%d, and %d devices", a.Status, w.Count(t)["Devices"])
	}
}

// A sign-in on another device is told to users who have a known one, once an hour, and not where a code was
// mailed for it.
func TestNewDevices(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	anne := w.User(t, "anne", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	d, shown := w.Remember(t, mary)
	w.Remember(t, anne)
	w.User(t, "rose", nil)
	told := func(to string) int { return len(w.Outbox.Messages(to + "@latchkey.example")) }
	for _, c := range []struct {
		name, user, shown, secret string
		told                      int // until then
	}{
		{"a user without a device", "rose", "", world.Password, 0},
		{"the known device", "mary", shown, world.Password, 0},
		{"a wrong password", "mary", "", wrong, 0},
		{"another device", "mary", "", world.Password, 1},
		{"within the hour", "mary", "", world.Password, 1},
		{"a mailed code", "anne", "", world.Password, 1},
	} {
		on(t, h, c.shown, "203.0.113.1", credentials(c.user, c.secret))
		if n := told(c.user); n != c.told {
			t.Errorf("%s: %d mails", c.name, n)
		}
	}
	if m := w.Outbox.Messages("mary@latchkey.example")[0]; !strings.Contains(m.Text, "203.0.113.1") || !strings.Contains(m.Text, "New sign-in") {
		t.Errorf("%s", m.Text)
	}
	w.Pass(time.Hour)
	on(t, h, "", "203.0.113.1", remembering("mary", world.Password))
	if n := told("mary"); n != 2 {
		t.Errorf("an hour later: %d mails", n)
	}
	stored, err := w.Store.Devices(t.Context(), mary.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Store.DropDevices(t.Context(), stored); err != nil || len(stored) != 2 || d.UserID != mary.ID {
		t.Fatal(stored, err)
	}
	w.Pass(time.Hour)
	on(t, h, "", "203.0.113.1", credentials("mary", world.Password))
	if n := told("mary"); n != 2 {
		t.Errorf("after the last device is gone: %d mails", n)
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

// a code that is asked for on a known device counts by that: strangers with the password use up the
// account's.
func TestSendsOnAKnownDevice(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	_, shown := w.Remember(t, mary)
	for n := range 11 {
		from(t, h, fmt.Sprintf("198.51.100.%d", n), "mary", world.Password)
	}
	if a := from(t, h, "203.0.113.1", "mary", world.Password); a.Status != 429 {
		t.Errorf("without the device: %d %s", a.Status, a.Body)
	}
	for n := range 11 {
		a := on(t, h, shown, "203.0.113.1", credentials("mary", world.Password))
		if want := map[bool]int{true: 202, false: 429}[n < 10]; a.Status != want {
			t.Errorf("on the device, sign-in %d: %d %s", n+1, a.Status, a.Body)
		}
	}
	if n := w.Outbox.Delivered(); n != 20 {
		t.Errorf("%d messages", n)
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

package main

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
)

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

// of fifty wrong passwords at once from one device, ten are counted there, and so compared. What finds
// it live no more is one of the account.
func TestParallelFailuresOfADevice(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	_, shown := w.Remember(t, mary)
	var g sync.WaitGroup
	for range 50 {
		g.Go(func() {
			if a := on(t, h, shown, "203.0.113.1", credentials("mary", wrong)); a.Status != 401 && a.Status != 429 {
				t.Errorf("%d %s", a.Status, a.Body)
			}
		})
	}
	g.Wait()
	stored, err := w.Store.Devices(t.Context(), mary.ID)
	if err != nil || len(stored) != 1 || stored[0].Failures != throttle.LoginDevice.Max {
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

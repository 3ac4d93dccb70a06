package world

import (
	"strings"
	"testing"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
)

// Firefox is what a browser calls itself.
const Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// Remember makes a device known on which a user signs in, and gives it with its token.
func (w *World) Remember(t testing.TB, u account.User) (device.Device, string) {
	t.Helper()
	e := device.SignIn{User: u, Remember: true, Mailed: true, Address: "203.0.113.7", UserAgent: Firefox, At: w.Now()}
	shown, err := w.Keeper().SignedIn(t.Context(), e, w.Keeper().Others(t.Context(), e))
	if err != nil {
		t.Fatal(err)
	}
	d := w.Known(t, shown, u)
	if !d.Known() {
		t.Fatal("the device is not known")
	}
	return d, shown
}

// Known is the device of a token, where it is live and the user's.
func (w *World) Known(t testing.TB, shown string, u account.User) device.Device {
	t.Helper()
	found, err := device.Shown{Given: true, Text: shown}.Find(t.Context(), w.Store)
	if err != nil {
		t.Fatal(err)
	}
	return found.Of(u.ID, w.Now())
}

// RememberMost makes as many devices known as a user may have, so that another takes the place of one.
func (w *World) RememberMost(t testing.TB, u account.User) {
	t.Helper()
	for range device.Most {
		w.Remember(t, u)
	}
}

// HoldRemembering holds a sign-in whose device is remembered, in the place of another one, to four round
// trips, and to as many devices as a user may have.
func (w *World) HoldRemembering(t testing.TB, signIn func() Answer) {
	t.Helper()
	calls := w.Edge.During(func() {
		if a := signIn(); a.Status != 200 || !strings.Contains(a.Body, `"device_token":"lkd_`) {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	})
	if calls.Rounds() > 4 || w.Count(t)["Devices"] != device.Most {
		t.Errorf("%d devices, %d round trips: %v", w.Count(t)["Devices"], calls.Rounds(), calls.Operations())
	}
}

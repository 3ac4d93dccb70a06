package world

import (
	"testing"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
)

// Firefox is what a browser calls itself.
const Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// Remember makes a device known on which a user signs in, and gives it with its token.
func (w *World) Remember(t testing.TB, u account.User) (device.Device, string) {
	t.Helper()
	shown, err := w.Keeper().SignedIn(t.Context(), device.SignIn{
		User: u, Remember: true, Mailed: true, Address: "203.0.113.7", UserAgent: Firefox, At: w.Now(),
	})
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

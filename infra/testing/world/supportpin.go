package world

import (
	"crypto/rand"
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/supportpin"
	"latchkey/shared/edge/api"
)

// PINKey is what the world's PINs are sealed under.
func PINKey(t testing.TB) supportpin.Key {
	t.Helper()
	key, err := supportpin.NewKey(t.Context(), Secret("another secret of the tests"))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// PINs makes PINs of a day.
func PINs(t testing.TB) supportpin.Maker {
	t.Helper()
	return supportpin.Maker{Key: PINKey(t), Lifetime: 24 * time.Hour, Random: rand.Reader}
}

// PIN makes a PIN for a user and gives it as the user reads it out.
func (w *World) PIN(t testing.TB, u account.User) string {
	t.Helper()
	p, digits, err := PINs(t).Make(t.Context(), u, w.Now())
	if err == nil {
		err = w.Store.SavePIN(t.Context(), p)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(digits)
}

// As is a call by somebody who is signed in, on the path of an id where there is one.
func As(u account.User, id, body string) Call {
	return Call{Body: body, Path: map[string]string{"id": id}, Caller: &api.Caller{UserID: u.ID, Role: u.Role, Session: "h"}}
}

// Staff makes a member of staff.
func (w *World) Staff(t testing.TB, name string, role account.Role) account.User {
	t.Helper()
	return w.User(t, name, func(u *account.User) { u.Role, u.Factors = role, account.Held(account.FactorEmail) })
}

// Caller is somebody who signed in just now.
func (w *World) Caller(u account.User) *api.Caller {
	return &api.Caller{UserID: u.ID, Role: u.Role, Session: "h", SignedInAt: w.Now()}
}

package main

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// What is due is removed once, and nothing else is: an account that nobody confirmed, a session, and a PIN.
func TestFaults(t *testing.T) {
	w, h := setUp(t)
	h.tables = w.Store
	run := func(ctx context.Context, _ json.RawMessage) (string, error) { return "", h.serve(ctx) }
	if _, err := run(t.Context(), nil); err != nil { // from now on, it goes on where it stopped
		t.Fatal(err)
	}
	world.Trial{World: w, Handler: world.Invoked(run), Status: 200, Begin: func(name string) world.Call {
		w.User(t, "kept"+name, func(u *account.User) { u.EmailConfirmed = false })
		u := w.User(t, name, func(u *account.User) { u.EmailConfirmed, u.CreatedAt = false, w.Now().Add(-10*day) })
		s := w.SignIn(t, u)
		s.ExpiresAt = w.Now().Add(-time.Second)
		if err := w.Store.SaveSession(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		return world.Call{}
	}}.Faults(t)
}

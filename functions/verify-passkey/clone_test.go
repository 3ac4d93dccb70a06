package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
)

// a counter goes up, or the passkey is refused: by sign-ins, by second factors and by step-ups. Passkeys that
// are synced say 0 for ever.
func TestCounters(t *testing.T) {
	w, h, serve := setUp(t)
	mary, k := enrolled(t, w, "mary")
	for _, step := range []struct {
		counter uint32
		status  int
		stored  uint32
	}{{0, 200, 0}, {0, 200, 0}, {5, 200, 5}, {5, 401, 5}, {4, 401, 5}, {0, 401, 5}, {6, 200, 6}} {
		k.Credential.Counter = step.counter
		a := answer(t, serve, k, begun(t, h))
		if a.Status != step.status || step.status == 401 && a.Code(t) != "passkey_cloned" {
			t.Errorf("%+v: %d %s", step, a.Status, a.Body)
		}
		if f := stored(t, w, mary); f.Passkey.Counter != step.stored {
			t.Errorf("%+v: stored is %d", step, f.Passkey.Counter)
		}
	}
}

func stored(t *testing.T, w *world.World, e world.Enrolled) factor.Factor {
	t.Helper()
	f, err := w.Store.Factor(t.Context(), e.ID, e.Factor.ID)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// the user is told of a copy, once an hour, and it is recorded. Nobody is signed in and nothing is proven.
func TestClone(t *testing.T) {
	w, h, serve := setUp(t)
	mary, k := enrolled(t, w, "mary")
	k.Credential.Counter = 7
	if a := answer(t, serve, k, begun(t, h)); a.Status != 200 {
		t.Fatal(a.Body)
	}
	before := w.Outbox.Delivered()
	for _, purpose := range []passcode.Purpose{"", passcode.SignIn, passcode.DeleteUser} {
		c := begun(t, h)
		if purpose != "" {
			c = asked(t, w, mary.User, purpose)
		}
		if a := answer(t, serve, k, c); a.Status != 401 || a.Code(t) != "passkey_cloned" {
			t.Errorf("%s: %d %s", purpose, a.Status, a.Body)
		}
		if p, err := w.Store.Passcode(t.Context(), c.ID); purpose != "" && (err != nil || p.Use.Type != "" || !p.Active) {
			t.Errorf("%s: %+v, %v", purpose, p, err)
		}
	}
	if n := w.Count(t)["Sessions"]; n != 1 || w.Outbox.Delivered() != before+1 {
		t.Errorf("%d sessions, %d messages", n, w.Outbox.Delivered()-before)
	}
	if records := w.Recorded(t, mary.ID, "passkey_cloned"); len(records) != 3 || !records[0].Failed {
		t.Errorf("R-110: %+v", records)
	}
}

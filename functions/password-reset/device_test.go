package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

// a network that has asked too often keeps nobody from a link on a known device. A token that is of
// another user, or none, changes nothing.
func TestOnAKnownDevice(t *testing.T) {
	w, h, _ := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	_, marys := w.Remember(t, mary)
	_, annes := w.Remember(t, anne)
	for range 10 {
		world.Post(t, h, ask("nobody@latchkey.example"))
	}
	for _, c := range []struct {
		name, shown, address string
		status               int
	}{
		{"another's device", annes, mary.Email, 429},
		{"malformed", "lkd_x", mary.Email, 429},
		{"nobody's address", marys, "nobody@latchkey.example", 429},
		{"their own", marys, mary.Email, 202},
	} {
		a := world.Do(t, h, world.Call{Body: ask(c.address), Headers: map[string]string{"device-token": c.shown}})
		if a.Status != c.status {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if n := len(w.Outbox.Messages(mary.Email)); n != 1 {
		t.Errorf("%d links", n)
	}
}

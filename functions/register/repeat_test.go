package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

// repeated under its key, a registration is answered as the first time, and nobody is
// made or mailed twice. Nobody's key keeps a stranger out who chose the same.
func TestRepeated(t *testing.T) {
	w, h := setUp(t, true)
	send := func(changes map[string]any) world.Answer {
		return world.Do(t, h, world.Call{Body: body(t, changes), Headers: map[string]string{"Idempotency-Key": "1"}})
	}
	first, again := send(nil), send(nil)
	if first.Status != 201 || again.Status != 201 || again.Body != first.Body || w.Outbox.Delivered() != 1 {
		t.Errorf("%d %s\n%d %s", first.Status, first.Body, again.Status, again.Body)
	}
	if a := send(map[string]any{"username": "anne", "email": "anne@latchkey.example"}); a.Status != 201 {
		t.Errorf("a stranger: %d %s", a.Status, a.Body)
	}
	if a := send(map[string]any{"username": "mary", "email": "else@latchkey.example"}); a.Status != 409 {
		t.Errorf("another registration of the name: %d %s", a.Status, a.Body)
	}
}

package main

import (
	"testing"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
)

// a mail that is refused leaves no account behind, and the same registration works later.
func TestUndeliveredRegistrationIsWithdrawn(t *testing.T) {
	w, h := setUp(t, true)
	w.Outbox.Refuse(true)
	a := world.Post(t, h, body(t, nil))
	if a.Status != 503 || a.Code(t) != "delivery_failed" || a.Headers["retry-after"] == "" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	stored(t, w, map[string]int{"Throttles": 3, "AuditEvents": 2}, 0)

	w.Outbox.Refuse(false)
	if a := world.Post(t, h, body(t, nil)); a.Status != 201 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// where the mail may still arrive, the account stays, and the refusal has its challenge.
func TestUnsureRegistrationStays(t *testing.T) {
	w, h := setUp(t, true)
	w.Senders.Break(testdb.Dropped)
	a := world.Post(t, h, body(t, nil))
	got := world.Into[world.Problem](t, a)
	if a.Status != 503 || got.Code != "delivery_unsure" || got.Challenge == nil {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	p, err := w.Store.Passcode(t.Context(), got.Challenge.ID)
	if err != nil || !p.Valid(w.Now()) || w.Count(t)["Users"] != 1 {
		t.Errorf("%+v, %v, %v", p, err, w.Count(t))
	}
}

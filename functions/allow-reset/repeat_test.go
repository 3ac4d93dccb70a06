package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// Repeated under its key, the request shows the code that it showed the first time, which is
// valid still, and tells the user once. The key is of one user: another's grant is not shown.
func TestRepeated(t *testing.T) {
	w, h := setUp(t)
	boss := w.User(t, "boss", asAdmin)
	mary := w.User(t, "mary", nil)
	w.User(t, "anne", nil)
	call := as(account.RoleAdmin, boss, "mary")
	call.Headers = map[string]string{"Idempotency-Key": "grant-1"}
	first := world.Do(t, h, call)
	again := world.Do(t, h, call)
	if first.Status != 200 || again.Status != 200 || again.Body != first.Body || len(w.Outbox.Messages(mary.Email)) != 1 {
		t.Errorf("%d %s\n%d %s", first.Status, first.Body, again.Status, again.Body)
	}
	call.Path = map[string]string{"username": "anne"}
	if a := world.Do(t, h, call); a.Status != 422 || a.Code(t) != "idempotency_key_reused" {
		t.Errorf("another user: %d %s", a.Status, a.Body)
	}
}

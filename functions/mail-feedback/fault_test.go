package main

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
)

// Tables that refuse are an error, so that Lambda tries again; nothing is written by halves.
func TestTablesRefuse(t *testing.T) {
	w := world.New(t)
	mary := w.User(t, "mary", nil)
	for _, refused := range []string{"GetItem", "TransactWriteItems"} {
		w.Edge.Refuse(func(operation string) bool { return operation == refused })
		err := handlerOf(w).serve(t.Context(), []byte(bounce("Permanent", mary.Email)))
		w.Edge.Refuse(nil)
		if now := read(t, w, mary.ID); err == nil || now != mary || len(w.Recorded(t, mary.ID, audit.MailUndelivered)) != 0 {
			t.Errorf("%s: %v %+v", refused, err, now)
		}
	}
}

// Whichever call fails, the user is marked and recorded once.
func TestFaults(t *testing.T) {
	w := world.New(t)
	run := func(ctx context.Context, payload json.RawMessage) (string, error) {
		return "", handlerOf(w).serve(ctx, payload)
	}
	world.Trial{World: w, Handler: world.Invoked(run), Status: 200, Acts: []string{"email_undeliverable by self"}, Begin: func(name string) world.Call {
		return world.Call{Body: bounce("Permanent", w.User(t, name, nil).Email)}
	}}.Faults(t)
}

// An answer that is lost costs one call more.
func TestAnswersAreLost(t *testing.T) {
	w := world.New(t)
	for n := 1; n <= 3; n++ {
		u := w.User(t, fmt.Sprintf("mary%d", n), nil)
		w.Edge.Break(func(call int, _ string) testdb.Fault {
			if call == n {
				return testdb.Dropped
			}
			return testdb.None
		})
		calls := w.Edge.During(func() { serve(t, w, bounce("Permanent", u.Email)) })
		w.Edge.Break(nil)
		if now := read(t, w, u.ID); now.EmailUndeliverable != account.Bounced || len(w.Recorded(t, u.ID, audit.MailUndelivered)) != 1 {
			t.Errorf("call %d: %+v %v", n, now, w.Acts(t, u))
		}
		if len(calls) > 4 {
			t.Errorf("call %d: %v", n, calls.Operations())
		}
	}
}

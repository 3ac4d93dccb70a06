package world

import (
	"fmt"
	"slices"
	"testing"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
)

// Acts are the records of what was done to a user, oldest first, as "event by actor". The user
// is called "self", and any other actor by the id.
func (w *World) Acts(t testing.TB, u account.User) []string {
	t.Helper()
	events, rest, err := w.Store.AuditEvents(t.Context(), u.ID, "", 100)
	if err != nil || rest != "" {
		t.Fatal(rest, err)
	}
	acts := []string{}
	for _, e := range slices.Backward(events) {
		actor := e.Actor.String()
		if e.Actor == u.ID {
			actor = "self"
		}
		acts = append(acts, fmt.Sprintf("%s by %s", e.Name, actor))
	}
	return acts
}

// LastActs are the newest of them, so many as are wanted.
func (w *World) LastActs(t testing.TB, u account.User, n int) []string {
	t.Helper()
	acts := w.Acts(t, u)
	return acts[max(0, len(acts)-n):]
}

// Recorded are the records of a name of what was done to a user.
func (w *World) Recorded(t testing.TB, user account.ID, name audit.Name) (found []audit.Event) {
	t.Helper()
	events, _, err := w.Store.AuditEvents(t.Context(), user, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Name == name {
			found = append(found, e)
		}
	}
	return found
}

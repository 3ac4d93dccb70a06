package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/session"
)

// A session says what its sign-in showed: here, a password and nothing else.
func TestMethods(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	if a := world.Post(t, h, credentials("mary", world.Password)); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	stored, err := w.Store.Sessions(t.Context(), u.ID)
	if err != nil || len(stored) != 1 || stored[0].Methods != session.ByPassword {
		t.Errorf("%+v, %v", stored, err)
	}
}

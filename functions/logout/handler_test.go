package main

import (
	"crypto/rand"
	"slices"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

// the session that is called with ends, and no other.
func TestLogout(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{sessions: w.Store}.serve)
	u := w.User(t, "mary", nil)
	var tokens [2]token.Token
	for i := range tokens {
		var err error
		if tokens[i], err = token.New(token.Session, rand.Reader, int64(u.ID)); err != nil {
			t.Fatal(err)
		}
		if err := w.Store.SaveSession(t.Context(), world.Lifetimes.Begin(tokens[i], u, "", "", w.Now())); err != nil {
			t.Fatal(err)
		}
	}
	if a := world.Do(t, h, world.Call{}); a.Status != 401 || w.Count(t)["Sessions"] != 2 {
		t.Errorf("nobody: %d %s", a.Status, a.Body)
	}
	call := world.Call{Caller: &api.Caller{UserID: u.ID, Role: u.Role, Session: tokens[0].Hash()}}
	for range 2 {
		if a := world.Do(t, h, call); a.Status != 204 || a.Body != "" {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	if acts := w.Acts(t, u); !slices.Equal(acts[1:], []string{"session_ended by self"}) {
		t.Errorf("R-114: recorded is %v", acts)
	}
	if _, _, err := w.Store.Session(t.Context(), u.ID, tokens[0].Hash()); err == nil {
		t.Error("the session is there still")
	}
	if _, _, err := w.Store.Session(t.Context(), u.ID, tokens[1].Hash()); err != nil {
		t.Errorf("the other session: %v", err)
	}
}

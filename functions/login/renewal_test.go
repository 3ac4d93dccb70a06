package main

import (
	"slices"
	"testing"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/wire"
)

// signedIn gives the token of a sign-in, and the calls that it made.
func signedIn(t *testing.T, w *world.World, h world.Handler, name string, headers map[string]string) (tok token.Token, calls testdb.Calls) {
	t.Helper()
	calls = w.Edge.During(func() {
		a := world.Do(t, h, world.Call{Body: credentials(name, world.Password), Headers: headers})
		var ok bool
		if tok, ok = token.Parse(token.Session, world.Into[wire.Session](t, a).Token); a.Status != 200 || !ok {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	})
	return tok, calls
}

// A sign-in with the user's own token takes the place of its session, in as many round trips as any, and
// no other session ends. A token that names no session of the user is no token.
func TestRenewal(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	annes, _ := signedIn(t, w, h, "anne", nil)
	other, _ := signedIn(t, w, h, "mary", nil)
	ended, _ := signedIn(t, w, h, "mary", nil)
	if err := w.Store.EndSession(t.Context(), mary.ID, ended.Hash()); err != nil {
		t.Fatal(err)
	}
	before := len(w.Acts(t, mary))
	for name, c := range map[string]struct {
		header, value string
		ends          bool
	}{
		"as bearer":           {"authorization", "Bearer ", true},
		"as private token":    {"private-token", "", true},
		"a token cut":         {"private-token", ended.Reveal()[1:], false},
		"an ended session":    {"private-token", ended.Reveal(), false},
		"another user's":      {"private-token", annes.Reveal(), false},
		"no scheme of tokens": {"authorization", "Basic bWFyeTp4", false},
	} {
		old, _ := signedIn(t, w, h, "mary", nil)
		value := c.value
		if c.ends {
			value += old.Reveal()
		}
		fresh, calls := signedIn(t, w, h, "mary", map[string]string{c.header: value})
		if got := alive(t, w, mary, old); got == c.ends || !alive(t, w, mary, fresh) || !alive(t, w, mary, other) || !alive(t, w, anne, annes) {
			t.Errorf("%s: the old session is valid: %v", name, got)
		}
		if calls.Rounds() > 3 && name != "an ended session" || calls.Rounds() > 4 {
			t.Errorf("%s: %d round trips: %v", name, calls.Rounds(), calls.Operations())
		}
	}
	if acts := w.Acts(t, mary)[before:]; !slices.Equal(acts, []string{"session_ended by self", "session_ended by self"}) {
		t.Errorf("R-114: recorded is %v", acts)
	}
}

// A sign-in that is refused ends nothing.
func TestRefusedRenewal(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	old, _ := signedIn(t, w, h, "mary", nil)
	a := world.Do(t, h, world.Call{Body: credentials("mary", wrong), Headers: map[string]string{"private-token": old.Reveal()}})
	if a.Status != 401 || !alive(t, w, mary, old) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func alive(t *testing.T, w *world.World, u account.User, tok token.Token) bool {
	t.Helper()
	_, _, err := w.Verifier(world.Lifetimes).Verify(t.Context(), u.ID, tok.Hash(), w.Now())
	return err == nil
}

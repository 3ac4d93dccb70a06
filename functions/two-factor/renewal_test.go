package main

import (
	"slices"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/wire"
)

// The code that finishes a sign-in takes the place of the session whose token comes with it, if that is
// the user's. A wrong code ends nothing.
func TestRenewal(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	var given token.Token
	finish := func(status int, change func(string) string, headers map[string]string) {
		t.Helper()
		w.Pass(passcode.ResendAfter)
		id, code := issue(t, w, mary, passcode.SignIn)
		a := world.Do(t, h, world.Call{Body: world.Reply(id, change(code)), Headers: headers})
		if a.Status != status {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if status == 200 {
			given, _ = token.Parse(token.Session, world.Into[wire.Session](t, a).Token)
		}
	}
	right := func(code string) string { return code }
	finish(200, right, nil)
	old, annes := given, w.SignIn(t, anne)
	finish(401, world.Wrong, map[string]string{"private-token": old.Reveal()})
	if n := w.Count(t)["Sessions"]; n != 2 {
		t.Errorf("a wrong code: %d sessions", n)
	}
	finish(200, right, map[string]string{"authorization": "Bearer " + old.Reveal()})
	fresh := given
	finish(200, right, map[string]string{"private-token": old.Reveal()}) // it has ended
	sessions, err := w.Store.Sessions(t.Context(), mary.ID)
	if err != nil || len(sessions) != 2 || w.Count(t)["Sessions"] != 3 {
		t.Errorf("%d sessions, %v", len(sessions), err)
	}
	for _, s := range sessions {
		if s.TokenHash != fresh.Hash() && s.TokenHash != given.Hash() {
			t.Errorf("left is %+v", s)
		}
	}
	if _, _, err := w.Store.Session(t.Context(), anne.ID, annes.TokenHash); err != nil {
		t.Error(err)
	}
	ended := slices.DeleteFunc(w.Acts(t, mary), func(act string) bool { return act != "session_ended by self" })
	if len(ended) != 1 {
		t.Errorf("R-114: recorded is %v", w.Acts(t, mary))
	}
}

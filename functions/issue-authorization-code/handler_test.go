package main

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/authorizationcode"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

const (
	notes     = "https://notes.example/signed-in?from=id"
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	h := handler{
		codes: w.Store, sessions: w.Store, limits: w.Store, lifetimes: world.Lifetimes,
		returnURLs: authorizationcode.ReadReturnURLs(notes + ",http://localhost:4400/"), random: rand.Reader, now: w.Now,
	}
	return w, api.Handle(api.Users, w.Now, h.serve)
}

// by is a request of a session, as the authorizer let it through.
func by(s session.Session, body string) world.Call {
	return world.Call{Body: body, Path: map[string]string{"id": "me"}, Caller: &api.Caller{
		UserID: s.UserID, Role: account.RoleUser, Session: s.TokenHash, SessionID: s.ID, SignedInAt: s.CreatedAt,
	}}
}

func asked(returnTo, challenge string) string {
	return fmt.Sprintf(`{"return_to":%q,"code_challenge":%q}`, returnTo, challenge)
}

// a code is made by its own user, for a listed address to the letter, and with a challenge.
func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	s := w.SignIn(t, w.User(t, "mary", nil))
	admin := w.Staff(t, "anne", account.RoleAdmin)
	ofAnother := by(w.SignIn(t, admin), asked(notes, challenge))
	ofAnother.Caller.Role, ofAnother.Path = account.RoleAdmin, map[string]string{"id": s.UserID.String()}
	toAnother := by(s, asked(notes, challenge))
	toAnother.Path = map[string]string{"id": admin.ID.String()}
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
		fields string
	}{
		{"nobody", world.Call{Body: asked(notes, challenge)}, 401, "token_missing", "[]"},
		{"an admin for another user", ofAnother, 403, "forbidden", "[]"},
		{"another user", toAnother, 404, "user_not_found", "[]"},
		{"nothing", by(s, `{}`), 422, "invalid_fields", "[return_to: required code_challenge: required]"},
		{"not listed", by(s, asked("https://evil.example/", challenge)), 422, "invalid_fields", "[return_to: unknown_return_to]"},
		{"longer", by(s, asked(notes+"/", challenge)), 422, "invalid_fields", "[return_to: unknown_return_to]"},
		{"shorter", by(s, asked("https://notes.example/signed-in", challenge)), 422, "invalid_fields", "[return_to: unknown_return_to]"},
		{"in other case", by(s, asked("https://Notes.example/signed-in?from=id", challenge)), 422, "invalid_fields", "[return_to: unknown_return_to]"},
		{"both", by(s, asked(notes+",http://localhost:4400/", challenge)), 422, "invalid_fields", "[return_to: unknown_return_to]"},
		{"a challenge too short", by(s, asked(notes, challenge[1:])), 422, "invalid_fields", "[code_challenge: malformed_code_challenge]"},
		{"a challenge too long", by(s, asked(notes, challenge+"A")), 422, "invalid_fields", "[code_challenge: malformed_code_challenge]"},
		{"a challenge with padding", by(s, asked(notes, challenge[1:]+"=")), 422, "invalid_fields", "[code_challenge: malformed_code_challenge]"},
		{"a line end", by(s, asked(notes, challenge[1:]+"\n")), 422, "invalid_fields", "[code_challenge: malformed_code_challenge]"},
		{"another method", by(s, `{"return_to":"x","code_challenge":"y","code_challenge_method":"plain"}`), 400, "unknown_member", "[code_challenge_method: unknown_member]"},
	} {
		a := world.Do(t, h, c.call)
		if a.Status != c.status || a.Code(t) != c.code || fmt.Sprint(a.Fields(t)) != c.fields {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if n := w.Count(t); n["AuthorizationCodes"] != 0 || n["Throttles"] != 0 {
		t.Errorf("%v", n)
	}
}

// a session that has ended since the authorizer let it through makes no code.
func TestEndedSessions(t *testing.T) {
	w, h := setUp(t)
	out, disabled, old := w.SignIn(t, w.User(t, "mary", nil)), w.SignIn(t, w.User(t, "anne", nil)), w.SignIn(t, w.User(t, "rose", nil))
	if err := w.Store.EndSession(t.Context(), out.UserID, out.TokenHash); err != nil {
		t.Fatal(err)
	}
	w.SetUser(t, disabled.UserID, map[string]string{"status": "disabled"})
	old.CreatedAt, old.ExpiresAt = w.Now().Add(-25*time.Hour), w.Now()
	if err := w.Store.SaveSession(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	for _, s := range []session.Session{out, disabled, old} {
		if a := world.Do(t, h, by(s, asked(notes, challenge))); a.Status != 401 || a.Code(t) != "token_invalid" {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	if n := w.Count(t)["AuthorizationCodes"]; n != 0 {
		t.Errorf("%d codes", n)
	}
}

// a code is random and stored as a hash, with what it is bound to.
func TestIssue(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	s := w.SignIn(t, u).With("pwd otp")
	if err := w.Store.SaveSession(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	w.Pass(time.Hour)
	a := world.Do(t, h, by(s, asked(notes, challenge)))
	got := world.Into[wire.AuthorizationCode](t, a)
	tok, ok := token.Parse(token.AuthorizationCode, got.Code)
	if a.Status != 201 || got.ExpiresIn != 60 || !ok || tok.ID() != int64(u.ID) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	c, err := w.Store.TryAuthorizationCode(t.Context(), tok.Hash(), w.Now())
	from := c.Session
	if err != nil || c.ReturnTo != notes || c.Challenge != challenge || c.ExpiresAt.After(w.Now().Add(time.Minute)) {
		t.Errorf("%+v %v", c, err)
	}
	if from.UserID != u.ID || from.TokenHash != s.TokenHash || !from.CreatedAt.Equal(s.CreatedAt) || !from.ExpiresAt.Equal(s.ExpiresAt) || from.Methods != "pwd otp" {
		t.Errorf("%+v", from)
	}
	if stored := fmt.Sprint(w.Scan(t, w.Tables.AuthorizationCodes)); strings.Contains(stored, got.Code) {
		t.Error("the code is stored in clear")
	}
}

// Ten in five minutes, by session: another session of the same user has its own count.
func TestLimit(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	s, other := w.SignIn(t, u), w.SignIn(t, u)
	for i := range 11 {
		want := 201
		if i == 10 {
			want = 429
		}
		a := world.Do(t, h, by(s, asked(notes, challenge)))
		if a.Status != want || (a.Headers["retry-after"] != "") != (want == 429) {
			t.Errorf("%d: %d %s", i, a.Status, a.Body)
		}
	}
	if a := world.Do(t, h, by(other, asked(notes, challenge))); a.Status != 201 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	w.Pass(5 * time.Minute)
	if a := world.Do(t, h, by(s, asked(notes, challenge))); a.Status != 201 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// Two round trips: the session and the count at once, then the code.
func TestBudget(t *testing.T) {
	w, h := setUp(t)
	s := w.SignIn(t, w.User(t, "mary", nil))
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Do(t, h, by(s, asked(notes, challenge))) })
	if a.Status != 201 || calls.Rounds() != 2 || calls.Writes() > 2 || calls.Reads() > 2 {
		t.Errorf("%d, %v, %.1f read and %.1f write units", a.Status, calls.Operations(), calls.Reads(), calls.Writes())
	}
}

package main

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/authorizationcode"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

// The example of RFC 7636, appendix B.
const (
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
	notes     = "https://notes.example/"
)

// another is a verifier that no challenge of these tests was made of.
var another = strings.Repeat("a", 43)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, handling(w, world.Lifetimes, notes)
}

func handling(w *world.World, l session.Lifetimes, returnURLs string) world.Handler {
	h := handler{
		codes: w.Store, users: w.Store, sessions: w.Store, lifetimes: l,
		returnURLs: authorizationcode.ReadReturnURLs(returnURLs), random: rand.Reader, now: w.Now,
	}
	return api.Handle(api.Anyone, w.Now, h.serve)
}

// issued is a code that a session made.
func issued(t *testing.T, w *world.World, s session.Session) token.Token {
	t.Helper()
	tok := drawn(t, token.AuthorizationCode, s.UserID)
	if err := w.Store.SaveAuthorizationCode(t.Context(), authorizationcode.New(tok, s, notes, challenge, w.Now())); err != nil {
		t.Fatal(err)
	}
	return tok
}

func drawn(t *testing.T, kind token.Kind, id account.ID) token.Token {
	t.Helper()
	tok, err := token.New(kind, rand.Reader, int64(id))
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func body(code, verifier string) string {
	return fmt.Sprintf(`{"code":%q,"code_verifier":%q}`, code, verifier)
}

func with(code token.Token) string { return body(code.Reveal(), verifier) }

// refused holds where an answer is the one refusal.
func refused(t *testing.T, what string, a world.Answer) {
	t.Helper()
	if a.Status != 401 || a.Code(t) != "invalid_authorization_code" {
		t.Errorf("%s: %d %s", what, a.Status, a.Body)
	}
}

// begun gives the session in an answer, as it is stored.
func begun(t *testing.T, w *world.World, a world.Answer) (session.Session, account.User, error) {
	t.Helper()
	tok, ok := token.Parse(token.Session, world.Into[wire.Session](t, a).Token)
	if a.Status != 200 || !ok {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	return w.Store.Session(t.Context(), account.ID(tok.ID()), tok.Hash())
}

// What is malformed uses up no try.
func TestMalformed(t *testing.T) {
	w, h := setUp(t)
	s := w.SignIn(t, w.User(t, "mary", nil))
	code := issued(t, w, s)
	for _, c := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"nothing", `{}`, 422, "[code_verifier: required code: required]"},
		{"a short verifier", body(code.Reveal(), verifier[1:]), 422, "[code_verifier: malformed_code_verifier]"},
		{"a long verifier", body(code.Reveal(), strings.Repeat("a", 129)), 422, "[code_verifier: malformed_code_verifier]"},
		{"another character", body(code.Reveal(), verifier[1:]+"+"), 422, "[code_verifier: malformed_code_verifier]"},
		{"the address", `{"code":"x","code_verifier":"y","return_to":"https://notes.example/"}`, 400, "[return_to: unknown_member]"},
		{"no code", body("x", verifier), 401, "[]"},
		{"a mistyped code", body(code.Reveal()[:63]+"!", verifier), 401, "[]"},
		{"a session's token", body(drawn(t, token.Session, s.UserID).Reveal(), verifier), 401, "[]"},
	} {
		calls := w.Edge.During(func() {
			if a := world.Post(t, h, c.body); a.Status != c.status || fmt.Sprint(a.Fields(t)) != c.code {
				t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
			}
		})
		if calls.Rounds() != 0 {
			t.Errorf("%s: %v", c.name, calls.Operations())
		}
	}
	if a := world.Post(t, h, with(code)); a.Status != 200 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// every refusal is the same, takes the same calls, and leaves no session.
func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	s := w.SignIn(t, mary)
	wrong := issued(t, w, s)
	expired := issued(t, w, s)
	w.Pass(time.Minute)
	used := issued(t, w, s)
	if _, err := w.Store.TryAuthorizationCode(t.Context(), used.Hash(), w.Now()); err != nil {
		t.Fatal(err)
	}
	wrongAndNew := issued(t, w, s)
	var bodies []string
	for _, c := range []struct{ name, body string }{
		{"unknown", with(drawn(t, token.AuthorizationCode, mary.ID))},
		{"of nobody", with(drawn(t, token.AuthorizationCode, 1))},
		{"R-121: expired, still stored", with(expired)},
		{"expired, with another verifier", body(wrong.Reveal(), another)},
		{"used", with(used)},
		{"another verifier", body(wrongAndNew.Reveal(), another)},
		{"the right verifier after a wrong one", with(wrongAndNew)},
		{"the challenge for a verifier", body(issued(t, w, s).Reveal(), challenge)},
	} {
		var a world.Answer
		calls := w.Edge.During(func() { a = world.Post(t, h, c.body) })
		refused(t, c.name, a)
		if got := fmt.Sprint(calls.Operations()); calls.Rounds() != 1 || !strings.Contains(got, "GetItem") || !strings.Contains(got, "UpdateItem") {
			t.Errorf("%s: %s", c.name, got)
		}
		bodies = append(bodies, a.Body)
	}
	for _, b := range bodies {
		if b != bodies[0] {
			t.Errorf("%s and %s", b, bodies[0])
		}
	}
	if n := w.Count(t); n["Sessions"] != 1 || n["AuditEvents"] != 1 || n["Throttles"] != 0 {
		t.Errorf("%v", n)
	}
}

// a code ends with its session, and with what ends its user's sessions.
func TestWhatEndsACode(t *testing.T) {
	w, h := setUp(t)
	for name, end := range map[string]func(u account.User, s session.Session) error{
		"signedout": func(_ account.User, s session.Session) error {
			return w.Store.EndSession(t.Context(), s.UserID, s.TokenHash)
		},
		"disabled": func(u account.User, _ session.Session) error {
			w.SetUser(t, u.ID, map[string]string{"status": string(account.Disabled)})
			return nil
		},
		"newpassword": func(u account.User, s session.Session) error { // which the page's own session survives
			return w.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: u.SignOutEverywhere(), Keep: s.TokenHash})
		},
		"deleted": func(u account.User, _ session.Session) error {
			_, err := w.Store.DeleteUser(t.Context(), u, factor.Set{}, nil, w.Now())
			return err
		},
	} {
		u := w.User(t, name, nil)
		s := w.SignIn(t, u)
		code := issued(t, w, s)
		if err := end(u, s); err != nil {
			t.Fatal(name, err)
		}
		refused(t, name, world.Post(t, h, with(code)))
		if got := w.Recorded(t, u.ID, audit.SignedInToApp); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
	promoted := w.User(t, "promoted", nil)
	s := w.SignIn(t, promoted)
	w.Pass(9 * time.Hour)
	code := issued(t, w, s)
	w.SetUser(t, promoted.ID, map[string]string{"role": "support"})
	refused(t, "a session of nine hours, of staff since", world.Post(t, h, with(code)))

	unlisted := issued(t, w, w.SignIn(t, w.User(t, "mary", nil)))
	refused(t, "an application no longer listed", world.Post(t, handling(w, world.Lifetimes, ""), with(unlisted)))
}

// the application has a session of its own, of the same sign-in: it is no newer and ends no later.
func TestRedeem(t *testing.T) {
	w, _ := setUp(t)
	h := handling(w, session.Lifetimes{User: 24 * time.Hour, Staff: 8 * time.Hour, Idle: time.Hour}, notes)
	u := w.User(t, "mary", nil)
	s := w.SignIn(t, u).With("pwd otp")
	if err := w.Store.SaveSession(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	w.Pass(2 * time.Hour)
	code := issued(t, w, s)
	a := world.Do(t, h, world.Call{Body: with(code), Address: "198.51.100.9"})
	if got := world.Into[wire.Session](t, a); got.Result != "session" || got.TokenType != "Bearer" || got.User.Username != "mary" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	own, now, err := begun(t, w, a)
	if err != nil || own.ID == s.ID || own.TokenHash == s.TokenHash || own.Address != "198.51.100.9" || own.UserAgent != "a test" {
		t.Errorf("%+v %v", own, err)
	}
	if !own.CreatedAt.Equal(s.CreatedAt) || !own.ExpiresAt.Equal(s.ExpiresAt) || own.Methods != "pwd otp" || own.Epoch != s.Epoch {
		t.Errorf("%+v of %+v", own, s)
	}
	if !now.LastLogin.Equal(u.LastLogin) || own.UsedAt.Before(s.CreatedAt.Add(2*time.Hour)) {
		t.Errorf("%+v %+v", now, own)
	}
	if got := w.LastActs(t, u, 1); len(got) != 1 || got[0] != "signed_in_to_application by self" {
		t.Errorf("R-114: %v", got)
	}
	if err := w.Store.EndSession(t.Context(), s.UserID, s.TokenHash); err != nil {
		t.Fatal(err)
	}
	if _, _, err := begun(t, w, a); err != nil {
		t.Errorf("it ended with the page's: %v", err)
	}
}

// a code that is given twice with its verifier is somebody else's, too: what was made from it ends.
// Without the verifier, nothing ends.
func TestReplay(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	s := w.SignIn(t, u)
	code := issued(t, w, s)
	a := world.Post(t, h, with(code))
	refused(t, "with another verifier", world.Post(t, h, body(code.Reveal(), another)))
	if _, _, err := begun(t, w, a); err != nil {
		t.Errorf("a reader of the code ended the session: %v", err)
	}
	refused(t, "with the verifier", world.Post(t, h, with(code)))
	if _, _, err := begun(t, w, a); err == nil {
		t.Error("the session goes on")
	}
	refused(t, "once more", world.Post(t, h, with(code)))
	if _, _, err := w.Store.Session(t.Context(), s.UserID, s.TokenHash); err != nil {
		t.Errorf("the page's session ended: %v", err)
	}
	if got := w.LastActs(t, u, 2); fmt.Sprint(got) != "[session_ended by self signed_in_to_application by self]" &&
		fmt.Sprint(got) != "[signed_in_to_application by self session_ended by self]" {
		t.Errorf("R-114: %v", got)
	}

	late := issued(t, w, s)
	a = world.Post(t, h, with(late))
	w.Pass(time.Minute)
	refused(t, "late", world.Post(t, h, with(late)))
	if _, _, err := begun(t, w, a); err != nil {
		t.Errorf("a code that has expired ended a session: %v", err)
	}
}

// of many who redeem one code at once, one is signed in; and of many with wrong verifiers beside
// the right one, at most one.
func TestRace(t *testing.T) {
	w, h := setUp(t)
	s := w.SignIn(t, w.User(t, "mary", nil))
	for round := range 4 {
		code := issued(t, w, s)
		before := len(w.Recorded(t, s.UserID, audit.SignedInToApp))
		answers := world.Parallel(t, h, 20, func(i int) world.Call {
			if round%2 == 1 && i%2 == 1 {
				return world.Call{Body: body(code.Reveal(), another)}
			}
			return world.Call{Body: with(code)}
		})
		won := 0
		for _, a := range answers {
			if a.Status == 200 {
				won++
			} else {
				refused(t, "a loser", a)
			}
		}
		made := len(w.Recorded(t, s.UserID, audit.SignedInToApp)) - before
		if won != made || won > 1 || round%2 == 0 && won != 1 {
			t.Errorf("%d won, %d sessions", won, made)
		}
	}
}

// Two round trips, for which the code has all that its session is made of.
func TestBudget(t *testing.T) {
	w, h := setUp(t)
	code := issued(t, w, w.SignIn(t, w.User(t, "mary", nil)))
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Post(t, h, with(code)) })
	if a.Status != 200 || calls.Rounds() != 2 || calls.Reads() > 1 || calls.Writes() > 9 {
		t.Errorf("%d, %v, %.1f read and %.1f write units", a.Status, calls.Operations(), calls.Reads(), calls.Writes())
	}
}

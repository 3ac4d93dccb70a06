package main

import (
	"crypto/rand"
	"maps"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

func setUp(t *testing.T) (*world.World, handler) {
	t.Helper()
	w := world.New(t)
	return w, handler{api.Authorizer{Sessions: w.Verifier(world.Lifetimes), Now: w.Now}, "Latchkey/test"}
}

func signIn(t *testing.T, w *world.World, u account.User, at time.Time) token.Token {
	t.Helper()
	tok, err := token.New(token.Session, rand.Reader, int64(u.ID))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Store.SaveSession(t.Context(), world.Lifetimes.Begin(tok, u, "203.0.113.7", "test", at)); err != nil {
		t.Fatal(err)
	}
	return tok
}

// asked is what came of a question to the authorizer.
type asked struct {
	api.Verdict
	calls testdb.Calls
	log   string
}

func ask(t *testing.T, w *world.World, h handler, headers map[string]string) (got asked) {
	t.Helper()
	var log strings.Builder
	e := api.AuthorizerEvent{Headers: headers}
	e.RequestContext.RequestID = "r-1"
	got.calls = w.Edge.During(func() {
		var err error
		if got.Verdict, err = h.serve(world.Logged(t.Context(), &log), e); err != nil {
			t.Errorf("an error is a crash to the gateway: %v", err)
		}
	})
	got.log = log.String()
	return got
}

// denied holds where the gateway is told no, and nothing else, and one line says why. It counts
// where the reason is ours.
func (a asked) denied(level, cause string) bool {
	return !a.IsAuthorized && len(a.Context) == 0 && strings.Count(a.log, "\n") == 1 &&
		strings.Contains(a.log, `"level":"`+level+`"`) && strings.Contains(a.log, `"request_id":"r-1"`) &&
		strings.Contains(a.log, cause) && strings.Contains(a.log, `"Failures":1`) == (level == "ERROR")
}

func bearer(s string) map[string]string { return map[string]string{"authorization": "Bearer " + s} }

// what is no token costs no read, and is not logged.
func TestMalformedTokensAreDenied(t *testing.T) {
	w, h := setUp(t)
	good := signIn(t, w, w.User(t, "mary", nil), w.Now()).Reveal()
	for name, c := range map[string]struct {
		headers map[string]string
		cause   string
	}{
		"none":               {nil, "token_missing"},
		"headers that claim": {map[string]string{"x-user-id": "7", "x-role": "admin"}, "token_missing"},
		"a cookie":           {map[string]string{"cookie": "token=" + good}, "token_missing"},
		"basic":              {map[string]string{"authorization": "Basic " + good}, "unsupported_authorization"},
		"two, joined":        {bearer(good + ",Bearer " + good), "token_invalid"},
		"in both headers":    {map[string]string{"authorization": "Bearer " + good, "private-token": good}, "two_tokens"},
		"an access token":    {bearer("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl"), "access_token_not_accepted"},
		"cut":                {bearer(good[:len(good)-1]), "token_invalid"},
		"nine kilobytes":     {bearer(strings.Repeat("a", 9<<10)), "token_invalid"},
	} {
		got := ask(t, w, h, c.headers)
		if !got.denied("INFO", c.cause) || len(got.calls) != 0 || strings.Contains(got.log, "lks_") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// a session is valid as long as it, its user and the time allow.
func TestVoidSessionsAreDenied(t *testing.T) {
	for name, end := range map[string]func(*testing.T, *world.World, account.User, token.Token){
		"revoked": func(t *testing.T, w *world.World, u account.User, tok token.Token) {
			if err := w.Store.EndSession(t.Context(), u.ID, tok.Hash()); err != nil {
				t.Fatal(err)
			}
		},
		"expired, still stored": func(_ *testing.T, w *world.World, _ account.User, _ token.Token) { w.Pass(24 * time.Hour) },
		"the user is disabled": func(t *testing.T, w *world.World, u account.User, _ token.Token) {
			w.SetUser(t, u.ID, map[string]string{"status": "disabled"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, h := setUp(t)
			u := w.User(t, "mary", nil)
			tok := signIn(t, w, u, w.Now())
			if got := ask(t, w, h, bearer(tok.Reveal())); !got.IsAuthorized {
				t.Fatalf("before: %+v", got)
			}
			end(t, w, u, tok)
			if got := ask(t, w, h, bearer(tok.Reveal())); !got.denied("INFO", "token_invalid") {
				t.Errorf("after: %+v", got)
			}
		})
	}
}

// what cannot be verified is not let in, and somebody is told.
func TestUnreadableTablesDeny(t *testing.T) {
	w, h := setUp(t)
	tok := signIn(t, w, w.User(t, "mary", nil), w.Now())
	w.Edge.Refuse(func(string) bool { return true })
	if got := ask(t, w, h, bearer(tok.Reveal())); !got.denied("ERROR", "BatchGetItem") {
		t.Errorf("%+v", got)
	}
}

// The budget: one round trip, 2 read units, nothing written. R-78: the role is today's.
func TestKnownCallerIsLetIn(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	began := w.Now()
	tok := signIn(t, w, u, began)
	w.SetUser(t, u.ID, map[string]string{"role": "support"})
	want := map[string]any{"user_id": u.ID.String(), "role": "support", "signed_in_at": began.Format(time.RFC3339)}
	for name, headers := range map[string]map[string]string{
		"bearer":        bearer(tok.Reveal()),
		"private token": {"private-token": tok.Reveal()},
	} {
		got := ask(t, w, h, headers)
		if !got.IsAuthorized || !maps.Equal(got.Context, want) || got.log != "" {
			t.Errorf("%s: %+v, want %v and no more", name, got, want)
		}
		if len(got.calls) != 1 || got.calls.Reads() > 2 || got.calls.Reads() == 0 || got.calls.Writes() != 0 {
			t.Errorf("%s: %d calls, %.1f read and %.1f write units", name, len(got.calls), got.calls.Reads(), got.calls.Writes())
		}
	}
}

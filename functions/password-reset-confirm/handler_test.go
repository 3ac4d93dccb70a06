package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

const next = "eleven geese cross the yard"

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, serving(w)
}

func serving(w *world.World) world.Handler {
	h := handler{users: w.Store, limits: w.Store, passwords: w.Passwords(), subjects: w.Issuer.Throttles, now: w.Now}
	return api.Handle(api.Anyone, w.Now, h.serve)
}

func drawn(t *testing.T, kind token.Kind, id account.ID) token.Token {
	t.Helper()
	tok, err := token.New(kind, rand.Reader, int64(id))
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// invited is a user to whom a link was mailed.
func invited(t *testing.T, w *world.World) (account.User, token.Token) {
	t.Helper()
	var tok token.Token
	u := w.User(t, "mary", func(u *account.User) {
		tok = drawn(t, token.Reset, u.ID)
		u.ResetHash, u.ResetExpires, u.Factors = tok.Hash(), w.Now().Add(30*time.Minute), account.Held(account.FactorEmail)
	})
	return u, tok
}

func reset(tok, secret string) string {
	return fmt.Sprintf(`{"token":%q,"new_password":%q}`, tok, secret)
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	u, tok := invited(t, w)
	without := w.User(t, "anne", nil)
	for _, c := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"nothing", `{}`, 410, "reset_closed"},
		{"no token", reset("x", next), 410, "reset_closed"},
		{"R-59: superseded", reset(drawn(t, token.Reset, u.ID).Reveal(), next), 410, "reset_closed"},
		{"an unused id", reset(drawn(t, token.Reset, 1).Reveal(), next), 410, "reset_closed"},
		{"never asked for", reset(drawn(t, token.Reset, without.ID).Reveal(), next), 410, "reset_closed"},
		{"a session's token", reset(drawn(t, token.Session, u.ID).Reveal(), next), 410, "reset_closed"},
		{"R-01: short", reset(tok.Reveal(), "fourteen chars"), 422, "invalid_fields"},
		{"R-07: the name", reset(tok.Reveal(), "mary mary mary mary"), 422, "invalid_fields"},
	} {
		if a := world.Post(t, h, c.body); a.Status != c.status || a.Code(t) != c.code || w.Hasher.Computed() != 0 {
			t.Errorf("%s: %d %s, %d hashes", c.name, a.Status, a.Body, w.Hasher.Computed())
		}
	}
	// R-09's rule holds here, too. The link stays unused.
	if a := world.Post(t, h, reset(tok.Reveal(), world.Password)); a.Status != 422 || fmt.Sprint(a.Fields(t)) != "[new_password: password_unchanged]" {
		t.Errorf("the present password: %d %s", a.Status, a.Body)
	}
	for _, passed := range []time.Duration{30 * time.Minute, time.Second, 24 * time.Hour} {
		w.Pass(passed)
		if a := world.Post(t, h, reset(tok.Reveal(), next)); a.Status != 410 || a.Code(t) != "reset_closed" {
			t.Errorf("R-121: expired, still stored, %s later: %d %s", passed, a.Status, a.Body)
		}
	}
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now != u {
		t.Errorf("%+v %v", now, err)
	}
}

// a reset and an invitation refuse stolen passwords.
func TestStolenPasswords(t *testing.T) {
	world.RefusesStolenPasswords(t, "new_password", func(t *testing.T, w *world.World, secret string) []string {
		_, tok := invited(t, w)
		return world.Post(t, serving(w), reset(tok.Reveal(), secret)).Fields(t)
	})
	world.RefusesStolenPasswords(t, "new_password", func(t *testing.T, w *world.World, secret string) []string {
		_, tok := guest(t, w, "mary", nil)
		return world.Post(t, serving(w), reset(tok.Reveal(), secret)).Fields(t)
	})
}

// the policy of passwords. The link stays valid for another try.
func TestBadPasswords(t *testing.T) {
	w, h := setUp(t)
	u, tok := invited(t, w)
	world.RefusesBadPasswords(t, "new_password", func(t *testing.T, secret string) []string {
		return world.Post(t, h, reset(tok.Reveal(), secret)).Fields(t)
	})
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now != u || w.Hasher.Computed() != 0 {
		t.Errorf("%+v, %v, %d hashes", now, err, w.Hasher.Computed())
	}
}

// a user whom strangers keep from signing in has a way out: the reset empties the count of
// failures. One that is refused does not.
func TestAResetEmptiesTheCountOfFailures(t *testing.T) {
	w, h := setUp(t)
	u, tok := invited(t, w)
	charge := func() throttle.Charge {
		return throttle.LoginAccount.Charge(w.Issuer.Throttles.User(u.ID), w.Now())
	}
	for range 30 {
		if err := w.Store.Take(t.Context(), charge()); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		secret string
		status int
		want   error
	}{{"short", 422, throttle.ErrLimited}, {next, 204, nil}} {
		a := world.Post(t, h, reset(tok.Reveal(), c.secret))
		if err := w.Store.Room(t.Context(), charge()); a.Status != c.status || !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
			t.Errorf("%q: %d, %v", c.secret, a.Status, err)
		}
	}
}

// a new password, no session, every session over, the second factor as
// it was.
func TestReset(t *testing.T) {
	w, h := setUp(t)
	u, tok := invited(t, w)
	s := w.SignIn(t, u)
	statuses := make([]int, 20)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range statuses {
		done.Go(func() {
			start.Wait()
			statuses[i] = world.Post(t, h, reset(tok.Reveal(), next)).Status
		})
	}
	start.Done()
	done.Wait()
	won := 0
	for _, status := range statuses {
		if status == 204 {
			won++
		} else if status != 410 {
			t.Errorf("status %d", status)
		}
	}
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil || won != 1 || now.Factors != u.Factors || now.ResetHash != "" || world.Lifetimes.Verify(s, now, w.Now()) == nil {
		t.Errorf("%d won, %+v, %v", won, now, err)
	}
	if ok, _, err := new(password.Hasher).Verify(now.PasswordHash, next); !ok || err != nil {
		t.Errorf("the new password does not fit: %v", err)
	}
	if m := w.Outbox.Messages(u.Email); len(m) != 1 || m[0].Subject != "Your password for Latchkey was reset" {
		t.Errorf("%+v", m)
	}
	if w.Count(t)["Sessions"] != 1 {
		t.Error("a session was made")
	}
}

package main

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/flag"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	// The process is warm, as nearly every one is that signs somebody in, and stays so however
	// slow the machine: TestColdBudget has one that is not.
	start := w.Now()
	w.Flags.Now = func() time.Time { return start }
	w.Flags.On(t.Context(), flag.EmailBasedMFA, 0)
	return w, api.Handle(api.Anyone, w.Now, of(w).serve)
}

// of is the handler of a world, by the template's defaults.
func of(w *world.World) handler {
	return handler{
		users: w.Store, limits: w.Store, codes: w.Store, sessions: w.Store, devices: w.Store, keeper: w.Keeper(), watch: w.Watch(), lifetimes: world.Lifetimes,
		hasher: w.Hasher, confirm: true, staff: account.AnyFactor, flags: w.Flags, issuer: w.Issuer, random: rand.Reader, now: w.Now,
	}
}

func credentials(name, secret string) string {
	return fmt.Sprintf(`{"username":%q,"password":%q}`, name, secret)
}

// from signs in from an address.
func from(t *testing.T, h world.Handler, address, name, secret string) world.Answer {
	t.Helper()
	return world.Do(t, h, world.Call{Body: credentials(name, secret), Address: address})
}

const wrong = "quite another long password"

func TestMalformedIsRefusedBeforeAnyWork(t *testing.T) {
	w, h := setUp(t)
	for _, c := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"nothing", `{}`, 422, "invalid_fields"},
		{"no password", `{"username":"mary"}`, 422, "invalid_fields"},
		{"R-14: a password of a kilobyte", credentials("mary", strings.Repeat("x", 1024)), 422, "invalid_fields"},
		{"R-85: a token of the client's choice", `{"username":"mary","password":"x","token":"lks_mine"}`, 400, "unknown_member"},
		{"R-119: an expression", `{"username":{"S":"mary"},"password":"x"}`, 400, "wrong_type"},
	} {
		var a world.Answer
		calls := w.Edge.During(func() { a = world.Post(t, h, c.body) })
		if a.Status != c.status || a.Code(t) != c.code || len(calls) != 0 || w.Hasher.Computed() != 0 {
			t.Errorf("%s: %d %s, %d calls, %d hashes", c.name, a.Status, a.Body, len(calls), w.Hasher.Computed())
		}
	}
}

// everybody who cannot sign in gets the same answer, to the byte, after the same steps:
// as many calls of the same kinds, and one password hash.
func TestUniformRefusal(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	w.User(t, "anne", func(u *account.User) { u.Status = account.Disabled })
	w.User(t, "rose", func(u *account.User) { u.EmailConfirmed = false })
	w.User(t, "lucy", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	w.User(t, "gina", func(u *account.User) { u.PasswordHash, u.CreatedBy, u.EmailConfirmed = "", 7, false })
	world.Post(t, h, credentials("mary", wrong)) // the counts that a network has are read at a price
	type refusal struct{ body, headers, operations string }
	var first refusal
	for i, c := range []struct{ name, username, password string }{
		{"a wrong password", "mary", wrong},
		{"an unknown name", "nobody", wrong},
		{"an unknown address", "nobody@latchkey.example", wrong},
		{"a name that cannot be", "user#1#admin", wrong},
		{"a name of ten kilobytes", strings.Repeat("n", 10<<10), wrong},
		{"an address of ten kilobytes", strings.Repeat("n", 10<<10) + "@latchkey.example", wrong},
		{"disabled, the right password", "anne", world.Password},
		{"disabled, a wrong one", "anne", wrong},
		{"invited, without a password yet", "gina", world.Password},
		{"invited, by address", "gina@latchkey.example", wrong},
		{"unconfirmed, a wrong one", "rose", wrong},
		{"a second factor, a wrong one", "lucy@latchkey.example", wrong},
	} {
		before := w.Hasher.Computed()
		var a world.Answer
		calls := w.Edge.During(func() { a = world.Post(t, h, credentials(c.username, c.password)) })
		if hashes := w.Hasher.Computed() - before; a.Status != 401 || hashes != 1 {
			t.Errorf("%s: %d, %d hashes", c.name, a.Status, hashes)
		}
		got := refusal{a.Body, fmt.Sprint(a.Headers), fmt.Sprint(calls.Operations(), calls.Rounds(), calls.Reads(), calls.Writes())}
		if i == 0 {
			first = got
		}
		if got != first {
			t.Errorf("%s answers\n%v\nand not\n%v", c.name, got, first)
		}
	}
	if n := w.Count(t)["Sessions"] + w.Count(t)["Passcodes"]; n != 0 {
		t.Errorf("%d sessions or codes were made", n)
	}
}

// The budget of a sign-in without a second factor: 3 round trips in sequence, 4 read units,
// 5 write units and one password hash, for unknown users too.
func TestBudget(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	for name, status := range map[string]int{"mary": 200, "mary@latchkey.example": 200, "nobody": 401} {
		before := w.Hasher.Computed()
		calls := w.Edge.During(func() {
			if a := from(t, h, "2001:db8::1", name, world.Password); a.Status != status {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		})
		if calls.Rounds() > 3 || calls.Reads() > 4 || calls.Writes() > 5 || w.Hasher.Computed()-before != 1 {
			t.Errorf("%s: %d round trips, %.1f read and %.1f write units, %d hashes: %v",
				name, calls.Rounds(), calls.Reads(), calls.Writes(), w.Hasher.Computed()-before, calls.Operations())
		}
		if calls.Reads() == 0 || calls.Writes() == 0 {
			t.Errorf("%s: the edge counted nothing", name)
		}
	}
}

func TestSignIn(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	a := world.Post(t, h, credentials("MARY@Latchkey.Example", world.Password))
	got := world.Into[wire.Session](t, a)
	tok, ok := token.Parse(token.Session, got.Token)
	if a.Status != 200 || got.Result != "session" || !ok || tok.ID() != int64(u.ID) || got.TokenType != "Bearer" || got.User.LastLogin == nil {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	s, stored, err := w.Store.Session(t.Context(), u.ID, tok.Hash())
	if err != nil || world.Lifetimes.Verify(s, stored, w.Now()) != nil || stored.LastLogin.IsZero() {
		t.Errorf("%+v %+v %v", s, stored, err)
	}
	if s.Address != "203.0.113.7" || s.UserAgent != "a test" || s.ExpiresAt.Sub(s.CreatedAt) != 24*time.Hour {
		t.Errorf("%+v", s)
	}
	again := world.Into[wire.Session](t, world.Post(t, h, credentials("mary", world.Password)))
	if again.Token == got.Token || w.Count(t)["Sessions"] != 2 {
		t.Error("R-26: a second sign-in gave the same session")
	}
}

// A name is the same name with what keyboards add around it, and an address in any spelling of its domain.
func TestSpellingsOfAName(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", func(u *account.User) { u.Email = "mary@xn--bcher-kva.example" })
	for _, name := range []string{
		" mary", "mary ", "MARY\n", "mary\u00a0", "\u200bmary", "\ufeffmary\u202c", " mary@xn--bcher-kva.example\t", "Mary@Bücher.example", strings.Repeat(" ", 300) + "mary",
	} {
		if a := world.Post(t, h, credentials(name, world.Password)); a.Status != 200 {
			t.Errorf("%q: %d %s", name, a.Status, a.Body)
		}
	}
}

package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

const next = "eleven geese cross the yard"

func setUp(t *testing.T, byCode bool) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, serving(w, byCode)
}

func serving(w *world.World, byCode bool) world.Handler {
	h := handler{
		users: w.Store, limits: w.Store, subjects: w.Issuer.Throttles, byCode: byCode, passwords: w.Passwords(), now: w.Now,
	}
	return api.Handle(api.Anyone, w.Now, h.serve)
}

func drawn(t *testing.T) string {
	t.Helper()
	code, err := token.NewGrant(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return code.Reveal()
}

// forged names the grant of a code, with another secret.
func forged(t *testing.T, code string) string {
	t.Helper()
	id, err := hex.DecodeString(code[len("lka_"):len("lka_0123456789abcdef")])
	if err != nil {
		t.Fatal(err)
	}
	other, err := token.NewGrant(io.MultiReader(bytes.NewReader(id), rand.Reader))
	if err != nil || other.Reveal() == code {
		t.Fatal(err)
	}
	return other.Reveal()
}

// mistyped has another letter at the end. One code of 64 has an A there already.
func mistyped(code string) string {
	last := len(code) - 1
	if code[last] == 'A' {
		return code[:last] + "B"
	}
	return code[:last] + "A"
}

// granted is a user for whom boss allowed it, and the code.
func granted(t *testing.T, w *world.World, name string, change func(*account.User)) (account.User, string) {
	t.Helper()
	code, err := token.NewGrant(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	boss := admin(t, w, "boss")
	return w.User(t, name, func(u *account.User) {
		if *u, err = u.GrantReset(boss, code.ID(), code.Hash(), w.Now()); err != nil {
			t.Fatal(err)
		}
		if change != nil {
			change(u)
		}
	}), code.Reveal()
}

// admin is the admin of a name, made where there is none.
func admin(t *testing.T, w *world.World, name string) account.ID {
	t.Helper()
	id, err := w.Store.UsernameOwner(t.Context(), name)
	if errors.Is(err, account.ErrNotFound) {
		return w.User(t, name, func(u *account.User) { u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail) }).ID
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func reset(username, code, secret string) string {
	return fmt.Sprintf(`{"username":%q,"reset_code":%q,"new_password":%q}`, username, code, secret)
}

func TestMalformedIsRefusedBeforeAnyWork(t *testing.T) {
	for _, byCode := range []bool{true, false} {
		w, h := setUp(t, byCode)
		for _, c := range []struct {
			name, body string
			status     int
			fields     string
		}{
			{"nothing", `{}`, 422, "[new_password: required username: required reset_code: required]"},
			{"a password of a kilobyte", reset("mary", "x", strings.Repeat("x", 1024)), 422, "[new_password: password_too_long]"},
			{"R-01: short", reset("mary", "x", "short"), 422, "[new_password: password_too_short]"},
			{"R-07: the name", reset("mary", "x", "mary mary mary mary"), 422, "[new_password: password_context]"},
			{"a second factor", `{"username":"mary","reset_code":"x","new_password":"x","2fa":false}`, 400, "[2fa: unknown_member]"},
			{"the flag", `{"username":"mary","allow_password_reset":true}`, 400, "[allow_password_reset: unknown_member]"},
		} {
			want := c.fields
			if !byCode {
				want = strings.Replace(want, " reset_code: required", "", 1)
			}
			var a world.Answer
			calls := w.Edge.During(func() { a = world.Post(t, h, c.body) })
			if a.Status != c.status || fmt.Sprint(a.Fields(t)) != want || len(calls) != 0 || w.Hasher.Computed() != 0 {
				t.Errorf("%s: %d %s, %d calls", c.name, a.Status, a.Body, len(calls))
			}
		}
	}
}

// one answer to everybody who may not, to the byte, after the same steps.
func TestUniformRefusal(t *testing.T) {
	w, h := setUp(t, true)
	mary, code := granted(t, w, "mary", nil)
	w.User(t, "lucy", nil)
	off, offCode := granted(t, w, "anne", func(u *account.User) { u.Status = account.Disabled })
	_, expired := granted(t, w, "rose", func(u *account.User) { u.ResetGrant.Expires = w.Now() })
	_, older := granted(t, w, "vera", func(u *account.User) { u.ResetGrant.ID, u.ResetGrant.Hash = "0123456789abcdef", "a newer one's" })
	_, withoutID := granted(t, w, "olga", func(u *account.User) { u.ResetGrant.ID = "" })
	_, demoted := granted(t, w, "nora", func(u *account.User) { u.ResetGrant.By = off.ID })
	type refusal struct{ body, headers, operations string }
	var first refusal
	for i, c := range []struct{ name, username, code string }{
		{"a code of no grant", "mary", drawn(t)},
		{"the open grant, another secret", "mary", forged(t, code)},
		{"no code at all", "mary", "x"},
		{"mistyped", "mary", mistyped(code)},
		{"in capitals", "mary", strings.ToUpper(code)},
		{"a grant that is another's", "lucy", code},
		{"unknown", "nobody", code},
		{"unknown, no code at all", "nobody", "x"},
		{"an address", mary.Email, code},
		{"a name that cannot be", "user#1#admin", code},
		{"a name of ten kilobytes", strings.Repeat("n", 10<<10), "x"},
		{"R-67: expired, still stored", "rose", expired},
		{"R-67: an older code", "vera", older},
		{"a grant of before, without id", "olga", withoutID},
		{"disabled", "anne", offCode},
		{"an admin who is none any more", "nora", demoted},
	} {
		var a world.Answer
		call := world.Call{Body: reset(c.username, c.code, next), Address: fmt.Sprintf("198.51.100.%d", i)}
		calls := w.Edge.During(func() { a = world.Do(t, h, call) })
		if a.Status != 403 || a.Code(t) != "reset_not_allowed" || w.Hasher.Computed() != 0 {
			t.Errorf("%s: %d %s, %d hashes", c.name, a.Status, a.Body, w.Hasher.Computed())
		}
		got := refusal{a.Body, fmt.Sprint(a.Headers), fmt.Sprint(calls.Operations(), calls.Rounds(), calls.Reads(), calls.Writes())}
		if i == 0 {
			first = got
		}
		if got != first {
			t.Errorf("%s answers\n%v\nand not\n%v", c.name, got, first)
		}
	}
	for _, u := range []account.User{mary, off} {
		if now, err := w.Store.User(t.Context(), u.ID); err != nil || now != u {
			t.Errorf("%+v %v", now, err)
		}
	}
}

// an hour and no longer, with the item still there. A sign-in does not end it.
func TestGrantEnds(t *testing.T) {
	w, h := setUp(t, true)
	mary, code := granted(t, w, "mary", nil)
	lucy, last := granted(t, w, "lucy", nil)
	if err := w.Store.RecordLogin(t.Context(), lucy, w.Now()); err != nil {
		t.Fatal(err)
	}
	w.Pass(59 * time.Minute)
	if a := world.Post(t, h, reset("lucy", last, next)); a.Status != 204 {
		t.Errorf("in the last minute: %d %s", a.Status, a.Body)
	}
	w.Pass(time.Minute)
	if a := world.Post(t, h, reset("mary", code, next)); a.Status != 403 {
		t.Errorf("expired: %d %s", a.Status, a.Body)
	}
	if now, err := w.Store.User(t.Context(), mary.ID); err != nil || now != mary {
		t.Errorf("%+v %v", now, err)
	}
}

// a new password, no session, every session over, the second factor as
// it was, the grant and every link used up.
func TestReset(t *testing.T) {
	w, h := setUp(t, true)
	u, code := granted(t, w, "mary", func(u *account.User) {
		u.Factors, u.ResetHash, u.ResetExpires = account.Held(account.FactorEmail), "a link's", w.Now().Add(time.Minute)
	})
	s := w.SignIn(t, u)
	for range 5 { // a right secret is never charged, whatever is wrong with the password
		if a := world.Post(t, h, reset("mary", code, "mary@latchkey.example")); a.Status != 422 || fmt.Sprint(a.Fields(t)) != "[new_password: password_context]" {
			t.Errorf("R-07: the address: %d %s", a.Status, a.Body)
		}
	}
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Post(t, h, reset("MARY", code, next)) })
	if a.Status != 204 || a.Body != "" || calls.Rounds() > 4 || w.Hasher.Computed() != 2 {
		t.Fatalf("%d %s, %d round trips, %d hashes", a.Status, a.Body, calls.Rounds(), w.Hasher.Computed())
	}
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil || now.ResetGrant != (account.ResetGrant{}) || now.ResetHash != "" || now.Factors != u.Factors || world.Lifetimes.Verify(s, now, w.Now()) == nil {
		t.Errorf("%+v %v", now, err)
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
	w.Pass(time.Hour)
	if a := world.Post(t, h, reset("mary", code, "another long password here")); a.Status != 403 {
		t.Errorf("once more: %d %s", a.Status, a.Body)
	}
}

// a stolen password is refused before anybody is looked for: with a code that is right, and in the
// same way where nobody has that name, which so tells nothing.
func TestStolenPasswords(t *testing.T) {
	world.RefusesStolenPasswords(t, "new_password", func(t *testing.T, w *world.World, secret string) []string {
		_, code := granted(t, w, "mary", nil)
		return world.Post(t, serving(w, true), reset("mary", code, secret)).Fields(t)
	})
	world.RefusesStolenPasswords(t, "new_password", func(t *testing.T, w *world.World, secret string) []string {
		return world.Post(t, serving(w, true), reset("nobody", drawn(t), secret)).Fields(t)
	})
}

// the policy of passwords, for a code that is right. The code stays valid for another try.
func TestBadPasswords(t *testing.T) {
	w, h := setUp(t, true)
	n := 0
	world.RefusesBadPasswords(t, "new_password", func(t *testing.T, secret string) []string {
		n++
		u, code := granted(t, w, fmt.Sprintf("mary%d", n), nil)
		blamed := world.Post(t, h, reset(u.Username, code, secret)).Fields(t)
		if now, err := w.Store.User(t.Context(), u.ID); err != nil || now != u {
			t.Errorf("%+v, %v", now, err)
		}
		return blamed
	})
}

// R-09's rule holds here, too, for a code that is right. The code stays unused.
func TestPresentPassword(t *testing.T) {
	w, h := setUp(t, true)
	u, code := granted(t, w, "mary", nil)
	if a := world.Post(t, h, reset("mary", "x", world.Password)); a.Code(t) != "reset_not_allowed" {
		t.Errorf("a wrong code: %d %s", a.Status, a.Body)
	}
	a := world.Post(t, h, reset("mary", code, world.Password))
	if a.Status != 422 || fmt.Sprint(a.Fields(t)) != "[new_password: password_unchanged]" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now != u || w.Outbox.Delivered() != 0 {
		t.Errorf("%+v, %v, %d messages", now, err, w.Outbox.Delivered())
	}
	if a := world.Post(t, h, reset("mary", code, next)); a.Status != 204 {
		t.Errorf("another password: %d %s", a.Status, a.Body)
	}
}

// fifty with the right code at once, one of which sets the password.
func TestOneOfMany(t *testing.T) {
	w, h := setUp(t, true)
	_, code := granted(t, w, "mary", nil)
	statuses := map[int]int{}
	for _, a := range world.Parallel(t, h, 50, func(int) world.Call { return world.Call{Body: reset("mary", code, next)} }) {
		statuses[a.Status]++
	}
	if statuses[204] != 1 || statuses[403]+statuses[429] != 49 {
		t.Errorf("%v", statuses)
	}
}

// three tries an hour of a name from a network, unknown names alike. The fourth is refused
// whatever is in it, and no one learns who exists.
func TestTries(t *testing.T) {
	w, h := setUp(t, true)
	granted(t, w, "mary", nil)
	for n := range 5 {
		a := world.Post(t, h, reset([]string{"mary", "MARY"}[n%2], drawn(t), next))
		b := world.Post(t, h, reset([]string{"nobody", "Nobody"}[n%2], "x", next))
		want := map[bool]int{true: 403, false: 429}[n < 3]
		if a.Status != want || b.Status != want || a.Body != b.Body || (a.Headers["retry-after"] == "") != (n < 3) || (b.Headers["retry-after"] == "") != (n < 3) {
			t.Errorf("try %d: %d %s, of an unknown name %d %s", n+1, a.Status, a.Body, b.Status, b.Body)
		}
	}
	if w.Hasher.Computed() != 0 {
		t.Errorf("%d hashes", w.Hasher.Computed())
	}
	for _, item := range w.Scan(t, w.Tables.Throttles) {
		if text := fmt.Sprint(item["scope"]); strings.Contains(text, "nobody") || strings.Contains(text, "mary") {
			t.Errorf("the table tells who tried: %s", text)
		}
	}
	if a := world.Do(t, h, world.Call{Body: reset("mary", "x", next), Address: "198.51.100.1"}); a.Status != 403 {
		t.Errorf("from another network: %d %s", a.Status, a.Body)
	}
	w.Pass(time.Hour)
	if a := world.Post(t, h, reset("nobody", "x", next)); a.Status != 403 {
		t.Errorf("an hour later: %d %s", a.Status, a.Body)
	}
}

// AdminResetCode=off: a valid grant is enough, whatever code is given or none.
func TestWithoutCode(t *testing.T) {
	w, h := setUp(t, false)
	granted(t, w, "mary", nil)
	granted(t, w, "anne", nil)
	lucy := w.User(t, "lucy", nil)
	_, expired := granted(t, w, "rose", func(u *account.User) { u.ResetGrant.Expires = w.Now() })
	granted(t, w, "nora", func(u *account.User) { u.ResetGrant.By = lucy.ID })
	for _, c := range []struct {
		name, body string
		status     int
	}{
		{"not allowed", reset("lucy", "x", next), 403},
		{"expired", reset("rose", expired, next), 403},
		{"an admin who is none any more", reset("nora", "x", next), 403},
		{"unknown", fmt.Sprintf(`{"username":"nobody","new_password":%q}`, next), 403},
		{"short", `{"username":"mary","new_password":"short"}`, 422},
		{"no code", fmt.Sprintf(`{"username":"mary","new_password":%q}`, next), 204},
		{"any code", reset("anne", "x", next), 204},
		{"used up", fmt.Sprintf(`{"username":"mary","new_password":%q}`, next), 403},
	} {
		if a := world.Post(t, h, c.body); a.Status != c.status {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
}

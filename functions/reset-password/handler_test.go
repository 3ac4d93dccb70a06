package main

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/lambdatest"
	"latchkey/shared/password"
	"latchkey/shared/token"
)

const next = "eleven geese cross the yard"

func setUp(t *testing.T, byCode bool) (*lambdatest.World, lambdatest.Handler) {
	t.Helper()
	w := lambdatest.New(t)
	h := handler{
		store: w.Store, subjects: w.Issuer.Throttles, byCode: byCode, policy: lambdatest.Policy, hasher: w.Hasher,
		courier: w.Courier, random: rand.Reader, now: w.Now,
	}
	return w, api.Handle(api.Anyone, h.serve)
}

func drawn(t *testing.T, kind token.Kind, id account.ID) string {
	t.Helper()
	tok, err := token.New(kind, rand.Reader, int64(id))
	if err != nil {
		t.Fatal(err)
	}
	return tok.Reveal()
}

// allowed is a user of whom an admin allowed it, and the code.
func allowed(t *testing.T, w *lambdatest.World, name string, change func(*account.User)) (account.User, string) {
	t.Helper()
	var code token.Token
	u := w.User(t, name, func(u *account.User) {
		var err error
		if code, err = token.New(token.AdminReset, rand.Reader, int64(u.ID)); err != nil {
			t.Fatal(err)
		}
		if *u, err = u.AllowReset(7, code.Hash(), w.Now()); err != nil {
			t.Fatal(err)
		}
		if change != nil {
			change(u)
		}
	})
	return u, code.Reveal()
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
			{"a second factor", `{"username":"mary","reset_code":"x","new_password":"x","2fa":false}`, 400, "[2fa: unknown_member]"},
			{"the flag", `{"username":"mary","allow_password_reset":true}`, 400, "[allow_password_reset: unknown_member]"},
		} {
			want := c.fields
			if !byCode {
				want = strings.Replace(want, " reset_code: required", "", 1)
			}
			var a lambdatest.Answer
			calls := w.Edge.During(func() { a = lambdatest.Post(t, h, c.body) })
			if a.Status != c.status || fmt.Sprint(a.Fields(t)) != want || len(calls) != 0 || w.Hasher.Computed() != 0 {
				t.Errorf("%s: %d %s, %d calls", c.name, a.Status, a.Body, len(calls))
			}
		}
	}
}

// one answer to everybody who may not, to the byte, after the same steps. None of them
// learns of a password that is too short whether it is the code that was wrong.
func TestUniformRefusal(t *testing.T) {
	w, h := setUp(t, true)
	mary, _ := allowed(t, w, "mary", nil)
	w.User(t, "lucy", nil)
	off, offCode := allowed(t, w, "anne", func(u *account.User) { u.Status = account.Disabled })
	_, overCode := allowed(t, w, "rose", func(u *account.User) { u.Allowance.Expires = w.Now() })
	type refusal struct{ body, headers, operations string }
	var first refusal
	for i, c := range []struct{ name, username, code, secret string }{
		{"a wrong code", "mary", drawn(t, token.AdminReset, mary.ID), next},
		{"no code at all", "mary", "x", next},
		{"a link's token", "mary", drawn(t, token.Reset, mary.ID), next},
		{"not allowed", "lucy", drawn(t, token.AdminReset, mary.ID), next},
		{"unknown", "nobody", drawn(t, token.AdminReset, mary.ID), next},
		{"unknown, no code at all", "nobody", "x", next},
		{"unknown, a short password", "nobody", "x", "short"},
		{"not allowed, a short password", "lucy", "x", "short"},
		{"an address", mary.Email, "x", next},
		{"a name that cannot be", "user#1#admin", "x", next},
		{"a name of ten kilobytes", strings.Repeat("n", 10<<10), "x", next},
		{"R-67: over, still stored, the right code", "rose", overCode, next},
		{"disabled, the right code", "anne", offCode, next},
		{"another's code", "lucy", offCode, next},
	} {
		var a lambdatest.Answer
		calls := w.Edge.During(func() { a = lambdatest.Post(t, h, reset(c.username, c.code, c.secret)) })
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

// an hour and no longer, with the item still there; withdrawn, and replaced by a newer one.
func TestLeaveEnds(t *testing.T) {
	w, h := setUp(t, true)
	refused := func(name, username, code string) {
		t.Helper()
		if a := lambdatest.Post(t, h, reset(username, code, next)); a.Status != 403 || a.Code(t) != "reset_not_allowed" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	mary, code := allowed(t, w, "mary", nil)
	anne, withdrawn := allowed(t, w, "anne", nil)
	rose, older := allowed(t, w, "rose", nil)
	_, last := allowed(t, w, "lucy", nil)
	w.SetUser(t, rose.ID, map[string]string{"allow_reset_hash": "another"})
	refused("replaced", "rose", older)
	w.SetUser(t, anne.ID, map[string]string{"allow_reset_hash": ""})
	refused("withdrawn", "anne", withdrawn)
	w.Pass(59 * time.Minute)
	if a := lambdatest.Post(t, h, reset("lucy", last, next)); a.Status != 204 {
		t.Errorf("in the last minute: %d %s", a.Status, a.Body)
	}
	w.Pass(time.Minute)
	refused("over", "mary", code)
	if now, err := w.Store.User(t.Context(), mary.ID); err != nil || now != mary {
		t.Errorf("%+v %v", now, err)
	}
}

// a new password, no session, every session over, the second factor as
// it was, the leave and every link used up.
func TestReset(t *testing.T) {
	w, h := setUp(t, true)
	u, code := allowed(t, w, "mary", func(u *account.User) {
		u.TwoFactor, u.ResetHash, u.ResetExpires = account.Email, "a link's", w.Now().Add(time.Minute)
	})
	s := w.SignIn(t, u)
	for name, secret := range map[string]string{"R-01: short": "fourteen chars", "R-07: the name": "mary mary mary mary"} {
		if a := lambdatest.Post(t, h, reset("mary", code, secret)); a.Status != 422 || !strings.HasPrefix(fmt.Sprint(a.Fields(t)), "[new_password: ") {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	var a lambdatest.Answer
	calls := w.Edge.During(func() { a = lambdatest.Post(t, h, reset("MARY", code, next)) })
	if a.Status != 204 || a.Body != "" || calls.Rounds() > 3 || w.Hasher.Computed() != 1 {
		t.Fatalf("%d %s, %d round trips, %d hashes", a.Status, a.Body, calls.Rounds(), w.Hasher.Computed())
	}
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil || now.Allowance != (account.Allowance{}) || now.ResetHash != "" || now.TwoFactor != u.TwoFactor || s.Verify(now, w.Now()) == nil {
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
	if a := lambdatest.Post(t, h, reset("mary", code, "another long password here")); a.Status != 403 {
		t.Errorf("once more: %d %s", a.Status, a.Body)
	}
}

// fifty with the right code at once, one of which sets the password.
func TestOneOfMany(t *testing.T) {
	w, h := setUp(t, true)
	_, code := allowed(t, w, "mary", nil)
	statuses := map[int]int{}
	for _, a := range lambdatest.Parallel(t, h, 50, func(int) lambdatest.Call { return lambdatest.Call{Body: reset("mary", code, next)} }) {
		statuses[a.Status]++
	}
	if statuses[204] != 1 || statuses[204]+statuses[403] > 3 || statuses[403]+statuses[429] != 49 {
		t.Errorf("%v", statuses)
	}
}

// Three tries an hour, counted before the code is compared: on the fourth the right one is
// refused, too. Unknown names are limited alike.
func TestTries(t *testing.T) {
	w, h := setUp(t, true)
	_, code := allowed(t, w, "mary", nil)
	for n := range 5 {
		known, unknown := code, "x"
		if n < 3 {
			known = "x"
		}
		a := lambdatest.Post(t, h, reset([]string{"mary", "MARY"}[n%2], known, next))
		b := lambdatest.Post(t, h, reset([]string{"nobody", "Nobody"}[n%2], unknown, next))
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
	w.Pass(time.Hour)
	if a := lambdatest.Post(t, h, reset("nobody", "x", next)); a.Status != 403 {
		t.Errorf("an hour later: %d %s", a.Status, a.Body)
	}
}

// AdminResetCode=off: the leave alone, whatever code is given or none.
func TestWithoutCode(t *testing.T) {
	w, h := setUp(t, false)
	allowed(t, w, "mary", nil)
	allowed(t, w, "anne", nil)
	w.User(t, "lucy", nil)
	_, over := allowed(t, w, "rose", func(u *account.User) { u.Allowance.Expires = w.Now() })
	for _, c := range []struct {
		name, body string
		status     int
	}{
		{"not allowed", reset("lucy", "x", next), 403},
		{"over", reset("rose", over, next), 403},
		{"unknown", fmt.Sprintf(`{"username":"nobody","new_password":%q}`, next), 403},
		{"short", `{"username":"mary","new_password":"short"}`, 422},
		{"no code", fmt.Sprintf(`{"username":"mary","new_password":%q}`, next), 204},
		{"any code", reset("anne", "x", next), 204},
		{"used up", fmt.Sprintf(`{"username":"mary","new_password":%q}`, next), 403},
	} {
		if a := lambdatest.Post(t, h, c.body); a.Status != c.status {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
}

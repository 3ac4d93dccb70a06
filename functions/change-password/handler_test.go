package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/password"
	"latchkey/shared/edge/api"
)

const next = "eleven geese cross the yard"

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, serving(w)
}

func serving(w *world.World) world.Handler {
	h := handler{
		users: w.Store, limits: w.Store, passwords: w.Passwords(), watch: w.Watch(), subjects: w.Issuer.Throttles, now: w.Now,
	}
	return api.Handle(api.Users, w.Now, h.serve)
}

func change(current, wanted string) string {
	return fmt.Sprintf(`{"current_password":%q,"new_password":%q}`, current, wanted)
}

func call(u account.User, id, hash, body string) world.Call {
	return world.Call{Body: body, Path: map[string]string{"id": id}, Caller: &api.Caller{UserID: u.ID, Role: u.Role, Session: hash}}
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	admin := w.User(t, "boss", func(u *account.User) { u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail) })
	hash := w.SignIn(t, u).TokenHash
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		fields []string
	}{
		{"R-09: nothing", call(u, "me", hash, `{}`), 422, []string{"current_password: required", "new_password: required"}},
		{"R-01: short", call(u, "me", hash, change(world.Password, "fourteen chars")), 422, []string{"new_password: password_too_short"}},
		{"R-05: common", call(u, "me", hash, change(world.Password, "passwordpassword")), 422, []string{"new_password: password_common"}},
		{"R-09: the same", call(u, "me", hash, change(world.Password, world.Password)), 422, []string{"new_password: password_unchanged"}},
		{"R-09, R-15: the same, decomposed", call(u, "me", hash, change("un café très serré", "un cafe\u0301 tre\u0300s serre\u0301")), 422, []string{"new_password: password_unchanged"}},
		{"R-09: a wrong one", call(u, "me", hash, change("not my password at all", next)), 403, []string{"current_password: wrong_password"}},
		{"R-65: an admin, another's", call(admin, u.ID.String(), hash, change(world.Password, next)), 403, nil},
	} {
		a := world.Do(t, h, c.call)
		if a.Status != c.status || !slices.Equal(a.Fields(t), c.fields) {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now != u || w.Outbox.Delivered() != 0 {
		t.Errorf("%+v, %v, %d messages", now, err, w.Outbox.Delivered())
	}
}

// no guess at the current password is charged for a new one that is stolen.
func TestStolenPasswords(t *testing.T) {
	world.RefusesStolenPasswords(t, "new_password", func(t *testing.T, w *world.World, secret string) []string {
		u := w.User(t, "mary", nil)
		hash := w.SignIn(t, u).TokenHash
		return world.Do(t, serving(w), call(u, "me", hash, change(world.Password, secret))).Fields(t)
	})
}

// the policy of passwords, before anything is compared.
func TestBadPasswords(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	hash := w.SignIn(t, u).TokenHash
	world.RefusesBadPasswords(t, "new_password", func(t *testing.T, secret string) []string {
		return world.Do(t, h, call(u, "me", hash, change(world.Password, secret))).Fields(t)
	})
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now != u || w.Hasher.Computed() != 0 {
		t.Errorf("%+v, %v, %d hashes", now, err, w.Hasher.Computed())
	}
}

// what is guessed here is counted as at sign-in.
func TestGuessesAreLimited(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	hash := w.SignIn(t, u).TokenHash
	for n := range 6 {
		a := world.Do(t, h, call(u, "me", hash, change("not my password at all", next)))
		if want := map[bool]int{true: 403, false: 429}[n < 5]; a.Status != want {
			t.Errorf("guess %d: %d", n+1, a.Status)
		}
	}
	if a := world.Do(t, h, call(u, "me", hash, change(world.Password, next))); a.Status != 429 {
		t.Errorf("then the right one: %d %s", a.Status, a.Body)
	}
}

// what is guessed with somebody's session is told to them, with what is guessed at sign-in.
func TestGuessesAreTold(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	hash := w.SignIn(t, u).TokenHash
	for range 2 {
		for range 5 {
			world.Do(t, h, call(u, "me", hash, change("not my password at all", next)))
		}
		w.Pass(10 * time.Minute)
	}
	if m := w.Outbox.Messages(u.Email); len(m) != 1 || m[0].Subject != "Many failed attempts at your account at Latchkey" {
		t.Errorf("%+v", m)
	}
}

// a new password that is refused is no guess, nor is a right one whose change fails. Many
// of them leave the user the password's tries, here and at sign-in.
func TestOnlyGuessesAreCharged(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	hash := w.SignIn(t, u).TokenHash
	for n := range 6 {
		for _, body := range []string{
			change(world.Password, "tooshort"), change(world.Password, "passwordpassword"), change(world.Password, world.Password),
			change("not my password at all", "tooshort"), change("", next),
		} {
			if a := world.Do(t, h, call(u, "me", hash, body)); a.Status != 422 {
				t.Errorf("%d: %s: %d %s", n, body, a.Status, a.Body)
			}
		}
	}
	if got := w.Count(t)["Throttles"]; got != 0 || w.Hasher.Computed() != 0 {
		t.Errorf("%d counts, %d hashes", got, w.Hasher.Computed())
	}
	w.Edge.Refuse(func(operation string) bool { return operation == "TransactWriteItems" })
	if a := world.Do(t, h, call(u, "me", hash, change(world.Password, next))); a.Status != 503 {
		t.Errorf("the write fails: %d %s", a.Status, a.Body)
	}
	w.Edge.Refuse(nil)
	w.SetUser(t, u.ID, map[string]string{"password_hash": "unreadable"})
	if a := world.Do(t, h, call(u, "me", hash, change(world.Password, next))); a.Status != 500 {
		t.Errorf("unreadable: %d %s", a.Status, a.Body)
	}
	w.SetUser(t, u.ID, map[string]string{"password_hash": u.PasswordHash})
	for n := range 4 {
		if a := world.Do(t, h, call(u, "me", hash, change("not my password at all", next))); a.Status != 403 {
			t.Errorf("guess %d: %d %s", n+1, a.Status, a.Body)
		}
	}
	if a := world.Do(t, h, call(u, "me", hash, change(world.Password, next))); a.Status != 204 {
		t.Errorf("then the change: %d %s", a.Status, a.Body)
	}
}

// every other session ends, and the user is told.
func TestChange(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	own, other := w.SignIn(t, u), w.SignIn(t, u)
	a := world.Do(t, h, call(u, u.ID.String(), own.TokenHash, change(world.Password, next)))
	if a.Status != 204 || a.Body != "" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	kept, now, err := w.Store.Session(t.Context(), u.ID, own.TokenHash)
	if err != nil || world.Lifetimes.Verify(kept, now, w.Now()) != nil || world.Lifetimes.Verify(other, now, w.Now()) == nil {
		t.Errorf("own %+v, other %+v, %v", kept, other, err)
	}
	for secret, want := range map[string]bool{next: true, world.Password: false} {
		if ok, _, err := new(password.Hasher).Verify(now.PasswordHash, secret); ok != want || err != nil {
			t.Errorf("%q fits: %v, %v", secret, ok, err)
		}
	}
	if m := w.Outbox.Messages(u.Email); len(m) != 1 || m[0].Subject != "Your password for Latchkey was changed" {
		t.Errorf("%+v", m)
	}
}

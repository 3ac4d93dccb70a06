package prove_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"latchkey/infra/testing/running"
)

var names atomic.Int64

// newName is one that nobody has.
func newName() string { return fmt.Sprintf("racer%d", names.Add(1)) }

// users makes some who can sign in, with members of the item that makes each.
func (r *round) users(n int, members map[string]any) (made []*user) {
	r.Helper()
	var items []map[string]any
	for range n {
		u := &user{name: newName(), network: network()}
		item := map[string]any{"username": u.name, "email": u.email(), "email_confirmed": true, "password_hash": r.hash}
		for name, value := range members {
			item[name] = value
		}
		made, items = append(made, u), append(items, item)
	}
	body, err := json.Marshal(map[string]any{"users": items})
	if err != nil {
		r.Fatal(err)
	}
	a := r.need(207, r.admin(r), "POST", "/users/bulk", string(body))
	for i, u := range made {
		id, _ := a.At(fmt.Sprintf("results.%d.user.id", i)).(float64)
		if u.id = fmt.Sprintf("%.0f", id); id == 0 {
			r.Fatalf("not made: %s", a)
		}
	}
	return made
}

// user makes one who can sign in.
func (r *round) user(members map[string]any) *user {
	r.Helper()
	return r.users(1, members)[0]
}

var twoFactor = map[string]any{"2fa": true}

// signedIn makes one who has a session.
func (r *round) signedIn(members map[string]any) *user {
	r.Helper()
	u := r.user(members)
	u.token = r.signIn(r, u)
	return u
}

// signIn gives a token, by a mailed code where one is asked for.
func (s *arena) signIn(t testing.TB, u *user) string {
	t.Helper()
	a := s.tries(t, u, running.Password)
	if a.Status != 200 {
		t.Fatalf("%s does not sign in: %s", u.name, a)
	}
	return a.Text("token")
}

// tries signs somebody in with a password, from their own network and without a session.
func (s *arena) tries(t testing.TB, u *user, secret string) running.Answer {
	t.Helper()
	a := s.Post(t, "/users/login", running.Login(u.name, secret), from(u.network, "")...)
	if a.Status == 202 {
		a = s.Post(t, "/2fa", running.Reply(a.Text("challenge.id"), s.Code(t, u.email())), from(u.network, "")...)
	}
	return a
}

// together does something for several users side by side.
func together(all []*user, do func(u *user)) {
	var done sync.WaitGroup
	for _, u := range all {
		done.Go(func() { do(u) })
	}
	done.Wait()
}

// key is a registration key.
func (s *arena) key(t testing.TB) string {
	t.Helper()
	boss := s.admin(t)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.keys) == 0 {
		a := s.Must(t, 201, "POST", "/api/v1/admin/registration-keys", `{"count":100}`, boss.headers()...)
		for i := range 100 {
			s.keys = append(s.keys, a.Text(fmt.Sprintf("keys.%d.registration_key", i)))
		}
	}
	key := s.keys[0]
	s.keys = s.keys[1:]
	return key
}

// registration is the body of one.
func registration(username, email, key string) string {
	return fmt.Sprintf(`{"username":%q,"email":%q,"password":%q,"registration_key":%q}`, username, email, running.Password, key)
}

// another is a password of somebody's own, which they choose in a race.
func another(i int) string { return fmt.Sprintf("herons on kettle number %d", i) }

// other is a code, or PIN, that is not the one.
func other(code string) string {
	if strings.HasPrefix(code, "0") {
		return "1" + code[1:]
	}
	return "0" + code[1:]
}

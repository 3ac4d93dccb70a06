package prove_test

import (
	"crypto/rand"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/infra/local/stack"
	"latchkey/infra/testing/running"
	"latchkey/shared/domain/password"
)

// arena is the running service that all races share, and an admin who makes those who take part.
type arena struct {
	running.Service
	boss   *user
	second *user  // another admin
	hash   string // of the password of all
	mu     sync.Mutex
	since  time.Time // when the admin signed in
	keys   []string  // that nobody used yet
}

const (
	backendSecret = "the-one-application-that-signs-users-in"
	returnURL     = "https://notes.example/signed-in"
)

// newArena starts a service that knows its clients by their own addresses, so that each of those who take part
// has a network of their own.
func newArena(t testing.TB) *arena {
	t.Helper()
	s := &arena{Service: running.Start(t, stack.Config{WithoutEvents: true, Slowdown: 10},
		"RegistrationMode=key", "BackendSecret="+backendSecret, "TextsPerHour=1000000", "ReturnUrls="+returnURL)}
	var err error
	if s.hash, err = new(password.Hasher).Hash(rand.Reader, running.Password); err != nil {
		t.Fatal(err)
	}
	s.boss = &user{name: "boss", network: network()}
	s.boss.token, s.since = s.Admin(t, "boss"), time.Now()
	s.second = (&round{TB: t, arena: s}).promoted(1)[0]
	return s
}

var networks atomic.Uint32

// network is the address of a client that nobody else has.
func network() string {
	n := networks.Add(1)
	return fmt.Sprintf("10.%d.%d.%d", n>>16&255, n>>8&255, n&255)
}

// from are the headers of a client at an address, signed in where there is a token.
func from(network, token string) []string {
	headers := []string{"x-backend-secret", backendSecret, "x-client-address", network}
	if token != "" {
		headers = append(headers, "PRIVATE-TOKEN", token)
	}
	return headers
}

// user is somebody who takes part.
type user struct {
	id, name, network, token string
	before                   map[string]int // what was recorded of them before the race
}

func (u *user) email() string { return running.Address(u.name) }

// headers are those of the user's own client.
func (u *user) headers(more ...string) []string { return append(from(u.network, u.token), more...) }

// call is a request of the user's.
func (u *user) call(method, path, body string, headers ...string) call {
	return call{method: method, path: path, body: body, headers: u.headers(headers...)}
}

// as names what a call does.
func (c call) as(act string) call {
	c.act = act
	return c
}

// by is a request of a user's, outside of the race.
func (r *round) by(u *user, method, path, body string, headers ...string) running.Answer {
	r.Helper()
	return r.Do(r, method, path, body, u.headers(headers...)...)
}

// need is one that has to be answered with a status.
func (r *round) need(status int, u *user, method, path, body string, headers ...string) running.Answer {
	r.Helper()
	return r.Must(r, status, method, path, body, u.headers(headers...)...)
}

// admin is the admin, whose session is fresh enough for everything.
func (s *arena) admin(t testing.TB) *user {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.since) > 10*time.Minute {
		s.boss.token = s.signIn(t, s.boss)
		s.since = time.Now()
	}
	u := *s.boss
	return &u
}

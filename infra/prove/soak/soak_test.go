// Package soak uses the running service for a long time, as many users at once, while processes of its
// functions are killed at random. `make soak MINUTES=30` runs it.
//
// What it demands is the same in every run: what was acknowledged is found, what was refused is not, what was
// cut off is done or not done and never half, and no process grows. The order of the acts is random.
package soak

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"latchkey/infra/local/stack"
	"latchkey/infra/testing/running"
)

const (
	workers = 20
	backend = "the-application-that-all-users-come-through"
)

func TestSoak(t *testing.T) {
	minutes, err := strconv.ParseFloat(os.Getenv("LATCHKEY_SOAK"), 64)
	if err != nil {
		t.Skip("LATCHKEY_SOAK has no minutes")
	}
	s := &soak{
		T: t, seed: seed(t), report: newReport(),
		service: running.Start(t, stack.Config{WithoutEvents: true, Slowdown: 10}, "BackendSecret="+backend),
	}
	fmt.Printf("seed %d, %.1f minutes, %d workers\n", s.seed, minutes, workers)
	began := time.Now()
	end := began.Add(time.Duration(minutes * float64(time.Minute)))
	s.admin(t)
	stop, spared := make(chan struct{}), s.spared()
	var helpers, users sync.WaitGroup
	helpers.Go(func() { s.kill(stop, spared) })
	helpers.Go(func() { s.sample(stop) })
	for n := range workers {
		users.Go(func() { s.work(n, end) })
	}
	users.Go(func() { s.issueKeys(end) })
	users.Wait()
	close(stop)
	helpers.Wait()
	s.findAll()
	s.findTables()
	s.checkMemory(began)
	s.report.print(s.people)
	if undone := s.report.undone(); len(undone) > 0 {
		t.Errorf("nobody came to %q: run longer", undone)
	}
}

// soak is one run.
type soak struct {
	*testing.T
	service running.Service
	seed    uint64
	report  *report

	mu      sync.Mutex
	people  []*person
	keys    map[string]bool // by id: whether a key was revoked
	samples []sample
	boss    string // the token of an admin
}

func seed(t *testing.T) uint64 {
	t.Helper()
	given := os.Getenv("LATCHKEY_SEED")
	if given == "" {
		return rand.Uint64N(1_000_000)
	}
	n, err := strconv.ParseUint(given, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// random is a source of one goroutine's own, so that what each does follows from the seed.
func (s *soak) random(of uint64) *rand.Rand { return rand.New(rand.NewPCG(s.seed, of)) }

// work is one worker: it makes an account, uses it for a while, and goes on to the next.
func (s *soak) work(n int, end time.Time) {
	r := s.random(uint64(n))
	for i := 0; time.Now().Before(end) && !s.Failed(); i++ {
		p := &person{soak: s, random: r, name: fmt.Sprintf("user%dx%d", n, i), password: newPassword(r)}
		s.mu.Lock()
		s.people = append(s.people, p)
		s.mu.Unlock()
		p.register()
		for acts := 5 + r.IntN(20); acts > 0 && p.state == active && !p.retired && time.Now().Before(end); acts-- {
			p.act()
		}
	}
}

func newPassword(r *rand.Rand) string { return fmt.Sprintf("velvet tractor %08x moss", r.Uint32()) }

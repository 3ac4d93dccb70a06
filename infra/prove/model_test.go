package prove_test

import (
	"flag"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"latchkey/infra/local/stack"
	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/running"
)

// place is a running service, and what it was started with.
type place struct {
	running.Service
	*office
	name    string
	steps   *proof.Counter
	runs    *atomic.Int64
	seen    *seen
	byKey   bool // whether registration needs a key
	rollout bool // whether mailed codes are on for everybody
}

// A model of users, with all that they have, acts at random on the running service, and every answer is
// compared with what the contract says. Each run has users, addresses, numbers and a network of its own, so
// that it goes the same way when it is repeated, and a run that fails can be made shorter. The tables are
// changed where time has to pass: the service has no clock that could be set.
func TestModel(t *testing.T) {
	steps := proof.Count(t, proof.Steps)
	for flagName, value := range map[string]string{
		"rapid.checks": fmt.Sprint(proof.Times(3, 15)), "rapid.steps": "80", "rapid.shrinktime": "5m", "rapid.nofailfile": "true",
		"rapid.seed": fmt.Sprint(proof.Times(15, 0)), // the same acts in every run of the tests, and other ones where the promise is to be shown
	} {
		if f := flag.Lookup(flagName); f.Value.String() == f.DefValue {
			if err := f.Value.Set(value); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, p := range []place{
		{name: "open"},
		{name: "by key, with codes rolled out", byKey: true, rollout: true},
	}[:proof.Times(1, 2)] {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			p.steps, p.runs, p.seen = steps, new(atomic.Int64), &seen{times: map[string]int{}}
			t.Cleanup(func() { t.Log(p.seen.times) })
			p.start(t)
			for range proof.Times(1, 2) {
				t.Run("run", func(t *testing.T) {
					t.Parallel()
					rapid.Check(t, func(r *rapid.T) { p.run(t, r) })
				})
			}
		})
	}
}

func (p *place) start(t *testing.T) {
	t.Helper()
	mode := "open"
	if p.byKey {
		mode = "key"
	}
	p.Service = running.Start(t, stack.Config{WithoutEvents: true}, "BackendSecret="+backendSecret, "RegistrationMode="+mode, "TextsPerHour=100000")
	p.office = &office{service: p.Service}
	p.token(t)
	if p.rollout {
		for _, name := range []string{"email_based_mfa", "enrol_new_users_in_email_otp"} {
			p.Must(t, 200, "PUT", "/api/v1/admin/feature-flags/"+name, `{"enabled":true}`, "Authorization", "Bearer "+p.token(t))
		}
	}
}

// run is one run of the model.
func (p *place) run(test *testing.T, t *rapid.T) {
	n := p.runs.Add(1)
	m := &model{T: t, test: test, place: p, name: fmt.Sprintf("u%d", n), network: fmt.Sprintf("10.%d.%d.%d", n>>16&255, n>>8&255, n&255), typed: map[string]int{}}
	m.register()
	m.confirmNewest()
	m.signInRightly()
	t.Repeat(m.acts())
	m.checkAll()
}

// seen is what came of the acts, by how often: it shows what random acts do not reach.
type seen struct {
	sync.Mutex
	times map[string]int
}

func (s *seen) add(what string) {
	s.Lock()
	defer s.Unlock()
	s.times[what]++
}

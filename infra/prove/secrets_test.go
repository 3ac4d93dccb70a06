package prove_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"latchkey/infra/local/stack"
	"latchkey/infra/template"
	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/running"
	"latchkey/infra/testing/testdb"
)

// secrets stands before Secrets Manager, and breaks calls to it.
type secrets struct {
	mu     sync.Mutex
	asked  int
	chosen func(n int) testdb.Fault
}

// breaks chooses the fault of each call from now on, by its number.
func (s *secrets) breaks(chosen func(n int) testdb.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked, s.chosen = 0, chosen
}

func (s *secrets) calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

func (s *secrets) next() testdb.Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	if s.chosen == nil {
		return testdb.None
	}
	return s.chosen(s.asked)
}

func (s *secrets) before(service http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fault := testdb.None
		if strings.HasPrefix(r.Header.Get("X-Amz-Target"), "secretsmanager.") {
			fault = s.next()
		}
		testdb.Broken(service, fault, w, r)
	})
}

// event is a request that every function of a route understands, if only to refuse it.
const event = `{"version":"2.0","routeKey":"TEST","headers":{},"requestContext":{"requestId":"r","http":{"method":"POST","sourceIp":"203.0.113.7"}}}`

// A function that cannot read its secrets does not start, rather than go on without one, and starts
// as soon as it can. One call that fails, whichever and however, keeps none from starting.
func TestFaultsOfSecrets(t *testing.T) {
	tried := proof.Count(t, proof.Faults)
	broken := new(secrets)
	s := running.Start(t, stack.Config{WithoutEvents: true, Slowdown: 10, Intercept: broken.before})
	readers := readers(s.Service.Functions)
	for _, name := range readers[:proof.Times(2, len(readers))] {
		broken.breaks(func(int) testdb.Fault { return testdb.Closed })
		s.Kill(name)
		if out, err := s.Invoke(t.Context(), name, []byte(event)); err == nil {
			t.Errorf("%s runs without its secrets: %s", name, out)
		}
		if broken.calls() == 0 {
			t.Errorf("%s reads no secret", name)
		}
		broken.breaks(nil)
		if out, err := s.Invoke(t.Context(), name, []byte(event)); err != nil {
			t.Errorf("%s, once the secrets are back: %s %v", name, out, err)
		}
		tried.Add(1)
	}
	for _, name := range readers[:proof.Times(1, 2)] { // all read their secrets in the same way
		for _, fault := range faults[:proof.Times(2, len(faults))] {
			tried.Add(eachCall(t, s, broken, name, fault))
		}
	}
}

var faults = []testdb.Fault{
	testdb.Closed, testdb.Garbled, testdb.Throttled, testdb.Failed, testdb.Hanging, testdb.Dropped, testdb.CutOff, testdb.Slow,
}

// eachCall starts a function once for each call that it makes, which fails.
func eachCall(t *testing.T, s running.Service, broken *secrets, name string, fault testdb.Fault) (n int) {
	t.Helper()
	for n = 1; ; n++ {
		broken.breaks(func(call int) testdb.Fault {
			if call == n {
				return fault
			}
			return testdb.None
		})
		s.Kill(name)
		if out, err := s.Invoke(t.Context(), name, []byte(event)); err != nil {
			t.Errorf("%s, call %d %s: %s %v", name, n, fault, out, err)
		}
		if broken.calls() < n {
			return n
		}
	}
}

// readers are the functions that are told of a secret.
func readers(functions []template.Function) (names []string) {
	for _, f := range functions {
		for _, value := range f.Environment {
			if strings.HasPrefix(value, "arn:aws:secretsmanager:") {
				names = append(names, f.Name)
				break
			}
		}
	}
	return names
}

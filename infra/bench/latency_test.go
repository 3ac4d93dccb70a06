package bench

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/infra/testing/running"
)

// TestTimes measures on this machine, gateway and DynamoDB Local included: how long a request takes that is
// alone, and how many are done a second where four are asked for at once.
func TestTimes(t *testing.T) {
	s := start(t)
	names := users(t, s, "mary", 20)
	token := signIn(t, s, names[0]).Text("token")
	var made atomic.Int64
	w := newTable("Times on this machine", "", "p50", "p90", "p99", "a second, 4 at once")
	for _, act := range []struct {
		name  string
		times int
		once  func(i int)
	}{
		{"sign-in", 200, func(i int) { signIn(t, s, names[i%len(names)]) }},
		{"wrong password", 20, func(i int) {
			s.Must(t, 401, "POST", "/users/login", running.Login(names[i%len(names)], "not the password at all"))
		}},
		{"signed-in request", 500, func(int) { s.Must(t, 200, "GET", "/users/me", "", "PRIVATE-TOKEN", token) }},
		{"registration", 60, func(int) { s.Register(t, fmt.Sprint("john", made.Add(1)), false) }},
	} {
		act.once(0)
		took := make([]time.Duration, act.times)
		for i := range took {
			began := time.Now()
			act.once(i)
			took[i] = time.Since(began)
		}
		began := time.Now()
		var all sync.WaitGroup
		for k := range 4 {
			all.Go(func() {
				for i := range act.times / 4 {
					act.once(4*i + k)
				}
			})
		}
		all.Wait()
		rate := float64(act.times) / time.Since(began).Seconds()
		w.row(act.name, milliseconds(part(took, 0.5)), milliseconds(part(took, 0.9)), milliseconds(part(took, 0.99)), fmt.Sprintf("%.0f", rate))
	}
	w.end()
}

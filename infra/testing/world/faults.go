package world

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/testdb"
)

// Trial is a request of which one call after the other goes wrong.
type Trial struct {
	World   *World
	Handler Handler
	Status  int // of the answer when all goes well
	Sends   Sends
	// Acts are the audit records that the request writes when all goes well, sorted: "event by self",
	// or "event by another" where somebody else did it to the user. Without any, it writes none.
	Acts []string
	// Begin makes what a request needs, named so that no other has it, and gives the request.
	Begin func(name string) Call

	begins       int            // how often Begin was called
	begun, after map[string]int // what it makes, and what there was after the last request
}

// Faults checks that a single fault does not show, whichever call of a request fails: the answer
// has the same status, and the same is stored, counted and sent as without the fault. Each request has a client of its own, which no
// request before it has used up the retries of. Then it holds what is to be held where a
// message is not sent.
func (tr Trial) Faults(t *testing.T) {
	t.Helper()
	tried := proof.Count(t, proof.Faults)
	a, want := tr.run(t, func() {})
	tr.answered(t, "nothing", a)
	tr.recorded(t, want)
	for _, fault := range faults {
		for n, hit := 1, true; hit; n++ {
			hit = false
			a, got := tr.run(t, func() {
				tr.World.Edge.Break(func(call int, _ string) testdb.Fault {
					if call != n {
						return testdb.None
					}
					hit = true
					return fault
				})
			})
			if what := fmt.Sprintf("call %d %s", n, fault); hit {
				tried.Add(1)
				tr.answered(t, what, a)
				same(t, what, got, want)
			}
		}
	}
	tr.unsent(t, want)
}

var faults = []testdb.Fault{testdb.Dropped, testdb.Failed, testdb.Throttled, testdb.TimedOut}

// Unsettled holds for a request that was done: that its updates fail for good after the first
// ones, such as that by which a count is given back, does not turn it into an error.
func (tr Trial) Unsettled(t *testing.T, updates int) {
	t.Helper()
	a, _ := tr.run(t, func() {
		tr.World.Edge.Break(func(_ int, operation string) testdb.Fault {
			if operation != "UpdateItem" {
				return testdb.None
			}
			if updates--; updates >= 0 {
				return testdb.None
			}
			return testdb.Throttled
		})
	})
	tr.answered(t, "what came after", a)
	if updates >= 0 {
		t.Error("nothing failed")
	}
}

func (tr Trial) answered(t *testing.T, what string, a Answer) {
	t.Helper()
	if a.Status != tr.Status || strings.Contains(a.Body, `"problem":`) {
		t.Errorf("%s: %d %s", what, a.Status, a.Body)
	}
}

// recorded holds where the audit records are those that the trial names.
func (tr Trial) recorded(t *testing.T, made map[string]int) {
	t.Helper()
	if got := acts(made); !slices.Equal(got, tr.Acts) {
		t.Errorf("the request recorded %q, want %q", got, tr.Acts)
	}
}

func same(t *testing.T, what string, got, want map[string]int) {
	t.Helper()
	for kind := range want {
		if got[kind] != want[kind] {
			t.Errorf("%s: made %d %s, want %d", what, got[kind], kind, want[kind])
		}
	}
}

// run makes one request, which something disturbs, and says what it made.
func (tr *Trial) run(t *testing.T, disturb func()) (Answer, map[string]int) {
	t.Helper()
	w := tr.World
	call, before := tr.begin(t)
	w.Renew(testdb.Impatient)
	disturb()
	a := Do(t, tr.Handler, call)
	w.Edge.Break(nil)
	w.Senders.Break(testdb.None)
	tr.after = w.footprint(t)
	return a, minus(tr.after, before)
}

// begin makes what a request needs, and says what there is then. To count is to read whole tables, so
// what Begin makes is counted twice only: the first time may make what all requests share.
func (tr *Trial) begin(t *testing.T) (Call, map[string]int) {
	t.Helper()
	w := tr.World
	w.trials++
	tr.begins++
	counts := tr.begins <= 2
	if counts {
		tr.after = w.footprint(t)
	}
	call := tr.Begin(fmt.Sprintf("name%d", w.trials))
	call.Address = fmt.Sprintf("198.18.%d.%d", w.trials/250, w.trials%250)
	if counts {
		tr.begun = minus(w.footprint(t), tr.after)
	}
	return call, plus(tr.after, tr.begun)
}

func plus(a, b map[string]int) map[string]int {
	sum := maps.Clone(a)
	for kind, n := range b {
		sum[kind] += n
	}
	return sum
}

func minus(a, b map[string]int) map[string]int {
	rest := maps.Clone(a)
	for kind, n := range b {
		rest[kind] -= n
	}
	return rest
}

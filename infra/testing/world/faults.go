package world

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"latchkey/infra/testing/cost"
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
	// Spent is the code of the refusal that a request may be repeated with after an outage, because the proof
	// that it was made with had been used. Empty where the repetition always does what was asked.
	Spent string
	// SentLater holds where a message that an outage kept from being sent is not sent by the repetition, but
	// when the user signs in or asks again.
	SentLater bool
	// Untold holds where the answer is the same whatever happens, so that it tells nobody who or what exists. An
	// outage may then leave undone what the answer says, and the repetition does it.
	Untold bool
	// Begin makes what a request needs, named so that no other has it, and gives the request.
	Begin func(name string) Call

	begins      int            // how often Begin was called
	begun, base map[string]int // what it makes, and what there would be if requests made nothing
	want        map[string]int // what a request makes when all goes well
	tried       *proof.Counter
}

// Faults checks that a single fault does not show, whichever call of a request fails: the answer
// has the same status, and the same is stored, counted and sent as without the fault. Each request has a
// client of its own, which no request before it has used up the retries of. Then it holds what is to be
// held where the tables are out of reach, and where a message is not sent.
func (tr Trial) Faults(t *testing.T) {
	t.Helper()
	tr.tried = proof.Count(t, proof.Faults)
	tr.start(t)
	tr.answered(t, "nothing", tr.counted(t, tr.begin(t)))
	tr.want = tr.made(t)
	tr.recorded(t, tr.want)
	if cost.Alone() {
		tr.tried.Add(1)
		return
	}
	for _, fault := range single() {
		compare := same
		if fault == testdb.Late {
			compare = cautious
		}
		tr.each(t, attempt{string(fault), tr.once(fault), compare})
	}
	if proof.Full() {
		tr.pairs(t)
	}
	tr.outage(t)
	tr.unsent(t)
}

// single are the faults that must not show: in full, all kinds.
func single() []testdb.Fault {
	few := []testdb.Fault{testdb.Dropped, testdb.Failed, testdb.Throttled, testdb.TimedOut}
	if !proof.Full() {
		return few
	}
	return append(few, testdb.Closed, testdb.Garbled, testdb.CutOff, testdb.Late, testdb.Slow)
}

// once makes a request of which the n-th call goes wrong, and says whether there was one.
func (tr *Trial) once(fault testdb.Fault) func(t *testing.T, n int) bool {
	return func(t *testing.T, n int) (hit bool) {
		t.Helper()
		a := tr.ask(t, tr.begin(t), func(call int, _ string) testdb.Fault {
			if call != n {
				return testdb.None
			}
			hit = true
			return fault
		})
		tr.answered(t, fmt.Sprintf("call %d %s", n, fault), a)
		return hit
	}
}

// pairs are two answers that are lost, of any two calls.
func (tr *Trial) pairs(t *testing.T) {
	t.Helper()
	const near = 2 // of requests with many calls
	first, calls := 1, 0
	lost := func(t *testing.T, further int) (hit bool) {
		t.Helper()
		a := tr.ask(t, tr.begin(t), func(call int, _ string) testdb.Fault {
			calls = max(calls, call)
			if call != first && call != first+further {
				return testdb.None
			}
			hit = hit || call == first+further
			return testdb.Dropped
		})
		tr.answered(t, fmt.Sprintf("calls %d and %d %s", first, first+further, testdb.Dropped), a)
		return hit && (calls <= 10 || further < near)
	}
	for ; first == 1 || first < calls; first++ {
		tr.each(t, attempt{fmt.Sprintf("%s with call %d", testdb.Dropped, first), lost, same})
	}
}

// Unsettled holds for a request that was done: that its updates fail for good after the first
// ones, such as that by which a count is given back, does not turn it into an error.
func (tr Trial) Unsettled(t *testing.T, updates int) {
	t.Helper()
	tr.start(t)
	a := tr.ask(t, tr.begin(t), func(_ int, operation string) testdb.Fault {
		if operation != "UpdateItem" {
			return testdb.None
		}
		if updates--; updates >= 0 {
			return testdb.None
		}
		return testdb.Throttled
	})
	tr.answered(t, "what came after", a)
	if updates >= 0 {
		t.Error("nothing failed")
	}
}

func (tr *Trial) answered(t *testing.T, what string, a Answer) {
	t.Helper()
	if !tr.good(a) {
		t.Errorf("%s: %d %s", what, a.Status, a.Body)
	}
}

// good says whether an answer is the one when all goes well: no item of many has a problem, and a code
// that was asked for has its challenge.
func (tr *Trial) good(a Answer) bool {
	return a.Status == tr.Status && !strings.Contains(a.Body, `"problem":`) &&
		(tr.Sends != ACode || a.Status == http.StatusMultiStatus || strings.Contains(a.Body, `"challenge":`))
}

// recorded holds where the audit records are those that the trial names.
func (tr *Trial) recorded(t *testing.T, made map[string]int) {
	t.Helper()
	if got := acts(made); !slices.Equal(got, tr.Acts) {
		t.Errorf("the request recorded %q, want %q", got, tr.Acts)
	}
}

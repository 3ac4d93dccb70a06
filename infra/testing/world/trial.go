package world

import (
	"fmt"
	"maps"
	"testing"

	"latchkey/infra/testing/testdb"
)

// attempt is one way in which requests go wrong.
type attempt struct {
	name string
	// at makes a request that goes wrong at its n-th call, and says whether it had so many.
	at func(t *testing.T, n int) bool
	// compare says what was made wrongly, if anything.
	compare func(made, want map[string]int) string
}

// each makes a request for each call that there is, and compares what was made with what should
// have been. To count is to read whole tables, so all is counted at once, and each request for itself only
// where that shows a difference.
func (tr *Trial) each(t *testing.T, a attempt) {
	t.Helper()
	tr.start(t)
	n := 1
	for ; a.at(t, n); n++ {
		tr.tried.Add(1)
	}
	all := a.compare(tr.made(t), times(tr.want, n))
	if all == "" {
		return
	}
	t.Errorf("%s, in all: %s", a.name, all)
	for i := range n { // in the order that they were made in
		tr.start(t)
		a.at(t, i+1)
		if one := a.compare(tr.made(t), tr.want); one != "" {
			t.Errorf("%s, call %d: %s", a.name, i+1, one)
		}
	}
}

// same has as much of everything.
func same(made, want map[string]int) string {
	return differs(made, want, func(string) bool { return false })
}

// start counts what there is.
func (tr *Trial) start(t *testing.T) {
	t.Helper()
	tr.base = tr.World.footprint(t)
}

// made is what requests have made since the start, without what was prepared for them.
func (tr *Trial) made(t *testing.T) map[string]int {
	t.Helper()
	return minus(tr.World.footprint(t), tr.base)
}

// begin makes what a request needs. What that makes is counted twice only: the first time may make
// what all requests share.
func (tr *Trial) begin(t *testing.T) Call {
	t.Helper()
	w := tr.World
	w.trials++
	tr.begins++
	var before map[string]int
	if tr.begins <= 2 {
		before = w.footprint(t)
	}
	call := tr.Begin(fmt.Sprintf("name%d", w.trials))
	call.Address = fmt.Sprintf("198.18.%d.%d", w.trials/250, w.trials%250)
	if tr.begins <= 2 {
		tr.begun = minus(w.footprint(t), before)
	}
	tr.base = plus(tr.base, tr.begun)
	return call
}

// ask makes one request, as a process does that has just started.
func (tr *Trial) ask(t *testing.T, call Call, faults func(n int, operation string) testdb.Fault) Answer {
	t.Helper()
	w := tr.World
	w.Renew(testdb.Impatient, testdb.Hasty)
	w.Edge.Break(faults)
	a := Do(t, tr.Handler, call)
	w.Edge.Break(nil)
	w.Senders.Break(testdb.None)
	if err := w.Edge.Arrive(); err != nil {
		t.Fatal(err)
	}
	return a
}

func times(a map[string]int, n int) map[string]int {
	all := maps.Clone(a)
	for kind := range all {
		all[kind] *= n
	}
	return all
}

func plus(a, b map[string]int) map[string]int {
	sum := map[string]int{}
	maps.Copy(sum, a)
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

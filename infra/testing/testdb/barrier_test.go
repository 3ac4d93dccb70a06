package testdb_test

import (
	"os/exec"
	"runtime"
	"sync"
	"testing"

	"latchkey/infra/testing/testdb"
)

// What is made side by side is one round and what is made in sequence is several, on a machine
// that has no time, too.
func TestRounds(t *testing.T) {
	db := testdb.New(t)
	for range 2 * runtime.GOMAXPROCS(0) {
		busy := exec.CommandContext(t.Context(), "sh", "-c", "while :; do :; done")
		if err := busy.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = busy.Wait() }()
		defer func() { _ = busy.Process.Kill() }()
	}
	read := func() {
		if _, err := db.Store.User(t.Context(), 1); err == nil {
			t.Error("there is a user")
		}
	}
	both := func(first, second func()) func() {
		return func() {
			var g sync.WaitGroup
			g.Go(first)
			g.Go(second)
			g.Wait()
		}
	}
	inTurn := func(first, second func()) func() { return func() { first(); second() } }
	for name, c := range map[string]struct {
		do            func()
		calls, rounds int
	}{
		"none":                       {func() {}, 0, 0},
		"one":                        {read, 1, 1},
		"two in sequence":            {inTurn(read, read), 2, 2},
		"two side by side":           {both(read, read), 2, 1},
		"four side by side":          {both(both(read, read), both(read, read)), 4, 1},
		"two, and two when they are": {inTurn(both(read, read), both(read, read)), 4, 2},
		"two beside one":             {both(inTurn(read, read), read), 3, 2},
	} {
		calls := db.Edge.During(c.do)
		if len(calls) != c.calls || calls.Rounds() != c.rounds {
			t.Errorf("%s: %d calls in %d rounds, want %d in %d", name, len(calls), calls.Rounds(), c.calls, c.rounds)
		}
	}
}

// Package proof counts what tests prove, for the table that `make prove` prints.
//
// A test that proves a promise by trying to break it repeats as often as it can afford: a few times in
// every run of the tests, and many times where the promise is to be shown. It must not decide whether a
// promise holds: that is for the test.
package proof

import (
	"os"
	"sync/atomic"
	"testing"

	"latchkey/infra/testing/lines"
)

// File names the variable with the file that takes the counts. Where it is set, tests run in full.
const File = "LATCHKEY_PROOF"

// Kind is what is counted.
type Kind string

// The kinds, in the order of the table.
const (
	Attacks Kind = "attacks"     // requests that must be refused
	Rounds  Kind = "races"       // rounds of many writers, of whom a stated number may win
	Faults  Kind = "faults"      // calls of which one went wrong
	Steps   Kind = "model steps" // acts on a running service, compared with a model
	Inputs  Kind = "inputs"      // random inputs to a parser, or to the service by its contract
)

// Kinds are all kinds.
var Kinds = []Kind{Attacks, Rounds, Faults, Steps, Inputs}

// Line is what one test counted.
type Line struct {
	Kind   Kind   `json:"kind"`
	Test   string `json:"test"`
	Count  int64  `json:"count"`
	Failed bool   `json:"failed"`
}

// Full says whether tests run in full.
func Full() bool { return os.Getenv(File) != "" }

// Times is how often something is repeated: few times in every run of the tests, and many times in full.
func Times(few, many int) int {
	if Full() {
		return many
	}
	return few
}

// Counter counts for a test. It may be used by many goroutines.
type Counter struct{ n atomic.Int64 }

// Add counts.
func (c *Counter) Add(n int) { c.n.Add(int64(n)) }

// Count begins to count for a test, and writes the count when the test ends. A test that counted
// nothing has proven nothing, and fails.
func Count(t testing.TB, kind Kind) *Counter {
	t.Helper()
	c := new(Counter)
	t.Cleanup(func() {
		if c.n.Load() == 0 && !t.Skipped() {
			t.Errorf("no %s were made", kind)
		}
		if !Full() {
			return
		}
		if err := lines.Add(os.Getenv(File), Line{kind, t.Name(), c.n.Load(), t.Failed()}); err != nil {
			t.Error(err)
		}
	})
	return c
}

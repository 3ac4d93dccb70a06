// Package cost holds each route to what it may take of DynamoDB and of the processor: round trips, units
// and password hashes. They are counted, not timed, so they are the same on every machine.
//
// It must not know how a request is made or counted: that is for the tests of the routes.
package cost

import (
	"os"
	"path/filepath"
	"testing"

	"latchkey/infra/testing/lines"
)

// File names the variable with the file that takes what was counted. Where it is set, tests count, and
// leave out what goes beyond it.
const File = "LATCHKEY_COSTS"

// Spent is what one request took.
type Spent struct {
	Function string  `json:"function"`
	Status   int     `json:"status"`
	Calls    int     `json:"calls"`
	Rounds   int     `json:"rounds"` // of calls that were made side by side
	Reads    float64 `json:"reads"`
	Writes   float64 `json:"writes"`
	Sent     int     `json:"sent"` // bytes of the requests to DynamoDB, without their headers
	Received int     `json:"received"`
	Hashes   int64   `json:"hashes"`
}

// Alone says whether tests only count.
func Alone() bool { return os.Getenv(File) != "" }

// Hold fails where a request took more than its function may. A test runs in the folder of its function.
func Hold(t testing.TB, s Spent) {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	s.Function = filepath.Base(folder)
	if Alone() {
		if err := lines.Add(os.Getenv(File), s); err != nil {
			t.Error(err)
		}
	}
	if _, elsewhere := Elsewhere[s.Function]; elsewhere {
		return
	}
	switch most, found := Budgets[s.Function]; {
	case !found:
		t.Errorf("%s has no budget: %+v", s.Function, s)
	case s.Rounds > most.Rounds || s.Reads > most.Reads || s.Writes > most.Writes || s.Hashes > most.Hashes:
		t.Errorf("%s took %+v, and may take %+v", s.Function, s, most)
	}
}

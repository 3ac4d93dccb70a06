package acceptance

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

// checks are made after all tests, of what the whole run did: each gives the faults that it finds.
var checks = []struct {
	of     string
	faults func() []string
	always bool // of a run without some tests, too
}{
	{"R-134: what the functions did is not what template.yaml allows them", leastPrivilege, false},
	{"what went over the wire is not in functions/openapi/openapi.yaml", traffic.faults, true},
	{"R-114, R-121: what the functions stored breaks a rule", leftovers.faults, true},
}

// atOnce is how many tests run side by side, unless a flag says otherwise: these wait for processes of
// functions more than they compute.
const atOnce = "4"

// TestMain makes the checks after the tests. A run that failed is checked all the same: what it
// did counts, and only what is missing may be due to the failure.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", atOnce); err != nil {
		panic(err)
	}
	code := m.Run()
	shared.end()
	for _, c := range checks {
		if !c.always && !whole() {
			continue
		}
		if faults := c.faults(); len(faults) > 0 {
			fmt.Printf("--- FAIL: %s\n    %s\n", c.of, strings.Join(faults, "\n    "))
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// whole says whether the run has all tests.
func whole() bool {
	for _, narrowing := range []string{"test.run", "test.skip", "test.list"} {
		if flag.Lookup(narrowing).Value.String() != "" {
			return false
		}
	}
	return !testing.Short()
}

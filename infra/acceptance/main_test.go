package acceptance

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

// checks judge a whole run, when it is over: each gives what it finds at fault.
var checks = []struct {
	of     string
	faults func() []string
	always bool // for a run that leaves something out, too
}{
	{"R-134: what the functions did is not what template.yaml allows them", leastPrivilege, false},
	{"what went over the wire is not in functions/openapi/openapi.yaml", traffic.faults, true},
	{"R-114, R-121: what the functions stored breaks a rule", leftovers.faults, true},
}

// TestMain has the last word to the checks. A run that failed is judged all the same: what it
// did is done, and only what it did not do may be the failure's doing.
func TestMain(m *testing.M) {
	code := m.Run()
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

// whole holds for a run that leaves nothing out.
func whole() bool {
	for _, narrowing := range []string{"test.run", "test.skip", "test.list"} {
		if flag.Lookup(narrowing).Value.String() != "" {
			return false
		}
	}
	return !testing.Short()
}

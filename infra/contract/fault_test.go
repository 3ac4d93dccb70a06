package contract

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// of every route that reads or writes anything, each call is made to fail (see
// world.Trial). A route without a trial is found here.
func TestEveryRouteHasATrial(t *testing.T) {
	tried := 0
	for _, o := range documentOf(t).Operations() {
		folder := filepath.Join(root, "functions", o.Function)
		main, err := os.ReadFile(filepath.Join(folder, "main.go"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(main), "dynamo.Open(") {
			continue
		}
		trial, err := os.ReadFile(filepath.Join(folder, "fault_test.go"))
		if err != nil || !strings.Contains(string(trial), ".Faults(t)") {
			t.Errorf("%s %s: no trial in functions/%s: %v", o.Method, o.Path, o.Function, err)
		}
		tried++
	}
	if tried < 30 {
		t.Errorf("only %d routes open a store", tried)
	}
}

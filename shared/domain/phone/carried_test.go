package phone_test

import (
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// The plans of all countries are megabytes that a cold function loads, so only those functions
// that take a number carry them.
func TestOnlyFunctionsThatTakeNumbersCarryThePlans(t *testing.T) {
	allowed := []string{"bulk-register", "list-users", "register", "update-user"}
	out, err := exec.Command("go", "list", "-f", `{{if eq .Name "main"}}{{.ImportPath}}{{range .Deps}} {{.}}{{end}}{{end}}`, "latchkey/functions/...").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	carrying := 0
	for line := range strings.Lines(string(out)) {
		function, deps, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !slices.Contains(strings.Fields(deps), "github.com/nyaruka/phonenumbers") {
			continue
		}
		if carrying++; !slices.Contains(allowed, path.Base(function)) {
			t.Errorf("%s carries the plans", function)
		}
	}
	if carrying < 3 {
		t.Errorf("only %d functions know what a number is", carrying)
	}
}

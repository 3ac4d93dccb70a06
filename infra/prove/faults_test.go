package prove

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/infra/local/stack"
)

// without are the functions that have no trial of their calls to the tables, and why.
var without = map[string]string{
	"begin-passkey": "it stores nothing, and calls Secrets Manager alone: TestFaultsOfSecrets",
	"discovery":     "it calls KMS alone: TestFaultsOfKMS",
	"health":        "it calls nothing",
	"openapi":       "it calls nothing",
	"pages":         "it calls nothing",
}

// Every function of the template is tried with every fault at every call, or it is said why not.
func TestEveryFunctionIsTried(t *testing.T) {
	service, err := stack.Read(stack.Config{Template: "../../template.yaml"}, "http://localhost:1")
	if err != nil {
		t.Fatal(err)
	}
	functions := map[string]bool{}
	for _, f := range service.Functions {
		functions[f.Name] = true
		switch is := isTried(t, filepath.Join("../../functions", f.Name)); {
		case !is && without[f.Name] == "":
			t.Errorf("%s has no Trial: see functions/login/fault_test.go", f.Name)
		case is && without[f.Name] != "":
			t.Errorf("%s has a Trial, and a reason to have none", f.Name)
		}
	}
	for name := range without {
		if !functions[name] {
			t.Errorf("there is no function %s", name)
		}
	}
	if len(functions) < 50 {
		t.Errorf("only %d functions were found", len(functions))
	}
}

// isTried says whether a test of a package has a trial.
func isTried(t *testing.T, folder string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(source), "world.Trial{") && strings.Contains(string(source), ".Faults(t)") {
			return true
		}
	}
	return false
}

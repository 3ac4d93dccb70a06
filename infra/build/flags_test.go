package build

import (
	"os"
	"strings"
	"testing"
)

// The Makefile builds all else with the same flags: with others, a machine would compile all that is
// shared twice.
func TestTheMakefileHasTheSameFlags(t *testing.T) {
	content, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(content), "export GOFLAGS  += ")
	line, _, _ := strings.Cut(rest, "\n")
	for _, flag := range flags {
		if !found || !strings.Contains(line, flag) {
			t.Errorf("%s is not in GOFLAGS of the Makefile: %q", flag, line)
		}
	}
}

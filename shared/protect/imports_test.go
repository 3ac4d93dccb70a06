package protect_test

import (
	"go/build"
	"slices"
	"strings"
	"testing"
)

// Other teams take this package, and nothing else of Latchkey.
func TestImportsAreFew(t *testing.T) {
	p, err := build.ImportDir(".", 0)
	if err != nil {
		t.Fatal(err)
	}
	others := slices.DeleteFunc(p.Imports, func(path string) bool {
		return !strings.Contains(path, ".") && !strings.HasPrefix(path, "latchkey/") // the standard library
	})
	if !slices.Equal(others, []string{"github.com/aws/aws-lambda-go/events"}) {
		t.Errorf("the package imports %v", others)
	}
}

package protect_test

import (
	"os/exec"
	"strings"
	"testing"
)

// Other teams take this module, and nothing else of Latchkey; on net/http they take no Lambda.
func TestImportsAreFew(t *testing.T) {
	for pkg, allowed := range map[string]string{
		".":               "latchkey/clients/protect",
		"./protectlambda": "latchkey/clients/protect github.com/aws/aws-lambda-go/events",
	} {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", pkg).Output()
		if err != nil {
			t.Fatal(err)
		}
		for path := range strings.FieldsSeq(string(out)) {
			if !prefixed(path, strings.Fields(allowed)) {
				t.Errorf("%s brings %s", pkg, path)
			}
		}
	}
}

func prefixed(path string, prefixes []string) bool {
	for _, p := range prefixes {
		if path == p || strings.HasPrefix(path, p+"/") {
			return true
		}
	}
	return false
}

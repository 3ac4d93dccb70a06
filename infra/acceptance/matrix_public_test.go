package acceptance

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// asksNothing are the routes for anyone whose requests are about nobody: nothing in them can exist or not.
var asksNothing = []string{
	"pages-confirm", "pages-cancel", "pages-reset", "pages-start", "pages", "health", "openapi", "openapi-page", "verification", "verification-keys",
	"begin-passkey", // asks for any passkey
}

// every route for anyone that is about somebody or something has the test that an answer does not tell
// whether there is one: by its status, headers and body, by hashes of passwords, by calls or round trips.
func TestEveryPublicRouteTellsNobodyApart(t *testing.T) {
	looked := 0
	for _, o := range operations(t) {
		if !slices.Contains(o.Callers, "anyone") {
			continue
		}
		looked++
		tests, err := os.ReadFile(filepath.Join(root, "functions", o.Function, "alike_test.go"))
		if alike := err == nil && strings.Contains(string(tests), "w.Alike"); alike == slices.Contains(asksNothing, o.ID) {
			t.Errorf("%s is in the table and has the test, or neither: %v", o.ID, err)
		}
	}
	if looked < 20 {
		t.Errorf("only %d routes are for anyone", looked)
	}
}

package contract

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// problemsIn are the codes that a language has words for.
func problemsIn(t *testing.T, file string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "shared/domain/words", file))
	if err != nil {
		t.Fatal(err)
	}
	var words struct {
		Problems map[string]string `json:"problems"`
	}
	if err := json.Unmarshal(content, &words); err != nil {
		t.Fatal(err)
	}
	return words.Problems
}

// The pages say in the language of their reader what went wrong. The service says it in English, so
// English has only what pages say better.
func TestEveryProblemHasWords(t *testing.T) {
	c := contractOf(t)
	codes := map[string]bool{}
	said, _ := c.document.Extensions["x-problem-codes"].(map[string]any)
	for code := range said {
		codes[code] = true
	}
	for _, code := range c.document.Components.Schemas["FieldProblem"].Value.Properties["code"].Value.Enum {
		codes[code.(string)] = true
	}
	want := slices.Sorted(maps.Keys(codes))
	if got := slices.Sorted(maps.Keys(problemsIn(t, "de.json"))); !slices.Equal(got, want) || len(want) < 100 {
		t.Errorf("German has no words for %v, and some for %v, which are no codes", beside(want, got), beside(got, want))
	}
	for code, says := range problemsIn(t, "en.json") {
		if !codes[code] || says == said[code] {
			t.Errorf("%s: %q is of no code, or what the service says anyway", code, says)
		}
	}
}

package acceptance

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const requirements = 166

var (
	requirementRow  = regexp.MustCompile(`(?m)^\| (R-\d+) \| [^|]+ \| [^|]+ \| ([^|]+) \|$`)
	requirementID   = regexp.MustCompile(`\bR-\d{2,3}\b`)
	fileOfStructure = regexp.MustCompile("`([^`]+)`")
)

// The page of requirements has every one of them, and what it says of each is so: what is held
// is cited by a test, or names the file that holds it, and what is not held is among the
// deviations in docs/security.md.
func TestRequirements(t *testing.T) {
	page, deviations := docsPage(t, "requirements.md"), requirementID.FindAllString(docsPage(t, "security.md"), -1)
	cited, states := citations(t), map[string]string{}
	for i, row := range requirementRow.FindAllStringSubmatch(page, -1) {
		id, state := row[1], row[2]
		if want := fmt.Sprintf("R-%02d", i+1); id != want {
			t.Fatalf("row %d is of %s, want %s", i+1, id, want)
		}
		states[id] = state
		state, deviates := strings.CutPrefix(state, "deviates: ")
		if deviates || strings.Contains(state, "; deviates: ") {
			if !slices.Contains(deviations, id) {
				t.Errorf("%s deviates, and security.md says nothing of it", id)
			}
		}
		switch {
		case strings.HasPrefix(state, "held by "):
			holds(t, id, state)
		case strings.HasPrefix(state, "held"):
			if cited[id] == "" {
				t.Errorf("%s is held, and no test cites it", id)
			}
		case !deviates && !strings.HasPrefix(state, "does not apply: "), cited[id] != "":
			t.Errorf("%s: %q, and %q cites it", id, state, cited[id])
		}
	}
	if len(states) != requirements {
		t.Errorf("the page has %d rows, want %d", len(states), requirements)
	}
	for _, id := range slices.Concat(deviations, requirementID.FindAllString(docsPage(t, "logs.md")+docsPage(t, "operations.md")+page, -1)) {
		if states[id] == "" {
			t.Errorf("a page names %s, which is none", id)
		}
	}
	for id, test := range cited {
		if states[id] == "" {
			t.Errorf("%s cites %s, which is none", test, id)
		}
	}
}

func docsPage(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// holds fails where a row names no file, or one that is not there.
func holds(t *testing.T, id, state string) {
	t.Helper()
	files := fileOfStructure.FindAllStringSubmatch(state, -1)
	if len(files) == 0 {
		t.Errorf("%s names no file: %s", id, state)
	}
	for _, file := range files {
		if _, err := os.Stat(filepath.Join(root, file[1])); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// citations are the ids that tests and scenarios cite, each with one of those that do.
func citations(t *testing.T) map[string]string {
	t.Helper()
	cited := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && slices.Contains([]string{filepath.Join(root, "build"), filepath.Join(root, ".git")}, path) {
			return fs.SkipDir
		}
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, ".feature") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, id := range requirementID.FindAllString(string(text), -1) {
			cited[id] = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return cited
}

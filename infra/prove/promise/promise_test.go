package promise

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// page is where the promises stand.
const page = "../../../docs/security.md"

// Of these parts, the tests are those that cite the requirement, or nothing is promised.
var unlinked = []string{"## ASVS 5.0", "## NIST SP 800-63B-4", "What is still open:"}

var (
	link = regexp.MustCompile(`\[((?:Test|Fuzz)\w+)\]\(([^)]+)\)`)
	none = regexp.MustCompile(`\(no test: .+\)`)
)

// promise is a row of a table, or a point of a list with the lines below it.
type promise struct {
	line int
	text string
}

func (p promise) held() bool { return link.MatchString(p.text) || none.MatchString(p.text) }

// Every row and every point of the page names a test that holds it.
func TestEveryPromiseNamesItsTest(t *testing.T) {
	promises := promisesOf(t, pageText(t))
	for _, p := range promises {
		if !p.held() {
			t.Errorf("line %d names no test: %.80s", p.line, p.text)
		}
	}
	if len(promises) < 120 {
		t.Errorf("only %d promises are found", len(promises))
	}
	for _, text := range []string{"| a | b |\n|---|---|\n| a promise | b |\n", "- a promise\n  that goes on\n", "- one ([TestX](y))\n- another\n", "  - below another\n"} {
		if !slices.ContainsFunc(promisesOf(t, text), func(p promise) bool { return !p.held() }) {
			t.Errorf("%q names a test", text)
		}
	}
}

// Every test that the page names is there.
func TestPromisesNameTestsThatExist(t *testing.T) {
	known := map[string]map[string]string{}
	links := link.FindAllStringSubmatch(pageText(t), -1)
	for _, l := range links {
		name, path := l[1], filepath.Join(filepath.Dir(page), l[2])
		if known[path] == nil {
			tests, err := parsed(path)
			if err != nil {
				t.Error(err)
			}
			known[path] = tests
		}
		if _, there := known[path][name]; !there || !strings.HasSuffix(path, "_test.go") {
			t.Errorf("there is no %s in %s", name, path)
		}
	}
	if len(links) < 200 {
		t.Errorf("only %d tests are named", len(links))
	}
}

func pageText(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// promisesOf leaves out the heads of tables.
func promisesOf(t *testing.T, text string) (all []promise) {
	t.Helper()
	lines := strings.Split(text, "\n")
	skip, inPoint := false, false
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		row, point := strings.HasPrefix(trimmed, "| "), strings.HasPrefix(trimmed, "- ")
		switch {
		case trimmed == "":
			inPoint = false
		case slices.Contains(unlinked, trimmed):
			skip, inPoint = true, false
		case skip && strings.HasPrefix(trimmed, "## "):
			skip = false
		case skip, row && i+1 < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[i+1]), "|--"):
		case row, point:
			all, inPoint = append(all, promise{i + 1, trimmed}), point
		case inPoint:
			all[len(all)-1].text += " " + trimmed
		}
	}
	return all
}

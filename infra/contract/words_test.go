package contract

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// texts are the files that people write and read, by how their names end. Those that quote retired
// words, or that nobody here writes, are left out.
var (
	texts    = []string{".go", ".md", ".yaml", ".yml", ".html", ".js", ".ts", ".css", ".feature", ".json", ".toml", ".py", "Makefile", "check", "ask"}
	unworded = []string{"glossary.md", "words_test.go", "package-lock.json", "cdk.context.json"}
	skipped  = []string{".git", "build", "dist", "node_modules", ".local", ".aws-sam"}
)

// retired gives the list at the end of the glossary: patterns of words, and phrases in quotes.
func retired(t *testing.T) (words []string) {
	t.Helper()
	page, err := os.ReadFile("../../docs/glossary.md")
	if err != nil {
		t.Fatal(err)
	}
	_, list, found := strings.Cut(string(page), "## Retired words")
	_, list, begun := strings.Cut(list, "```\n")
	list, _, ended := strings.Cut(list, "```")
	if !found || !begun || !ended {
		t.Fatal("the glossary has no list of retired words")
	}
	for _, phrase := range regexp.MustCompile(`"[^"]+"|[^\s"]+`).FindAllString(list, -1) {
		words = append(words, strings.Trim(phrase, `"`))
	}
	return words
}

// matching matches each as a whole word, in any case. A phrase may go over the end of a line, and
// over the signs that begin the next line of a comment.
func matching(words []string) *regexp.Regexp {
	var all []string
	for _, word := range words {
		all = append(all, strings.ReplaceAll(word, " ", `[\s/#]+`))
	}
	return regexp.MustCompile(`(?i)\b(` + strings.Join(all, "|") + `)\b`)
}

// readByPeople holds for the files in which words count.
func readByPeople(name string) bool {
	return !slices.Contains(unworded, name) &&
		slices.ContainsFunc(texts, func(end string) bool { return strings.HasSuffix(name, end) })
}

// Words that the glossary has retired are nowhere: not in code, comments, contract, pages, mails,
// scenarios and docs.
func TestRetiredWordsAreGone(t *testing.T) {
	words := retired(t)
	if len(words) < 20 || !slices.Contains(words, "whoever") || !slices.Contains(words, "is over") {
		t.Fatalf("the glossary retires only %q", words)
	}
	pattern, files := matching(words), 0
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains(skipped, entry.Name()):
			return fs.SkipDir
		case entry.IsDir() || !readByPeople(entry.Name()):
			return nil
		}
		text, err := os.ReadFile(path)
		for _, at := range pattern.FindAllIndex(text, -1) {
			line := 1 + strings.Count(string(text[:at[0]]), "\n")
			t.Errorf("%s:%d: %q is a retired word, see docs/glossary.md", strings.TrimPrefix(path, "../../"), line, text[at[0]:at[1]])
		}
		files++
		return err
	})
	if err != nil || files < 500 {
		t.Errorf("%d files, %v", files, err)
	}
}

func TestARetiredWordShows(t *testing.T) {
	pattern := matching([]string{"courier(s)?", "is over"})
	for text, want := range map[string]bool{
		"the Couriers": true, "a courier, then": true, "when it\n// is\n// over": true,
		"couriered": false, "is overdue": false, "this overrides": false,
	} {
		if got := pattern.MatchString(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

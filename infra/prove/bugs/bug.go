// Package bugs shows that the tests find bugs: it puts one after the other into the service, and demands
// that the tests which hold the broken rule fail.
//
// Each bug is a patch here, named for the rule that it breaks. Its first line says what is wrong then, and
// the lines that begin with "Caught by:" name a package and its tests. No file of the checkout is changed:
// Go compiles patched copies in place of those that a patch touches.
package bugs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Bug is one that is put in.
type Bug struct {
	Rule     string // that it breaks
	Wrong    string // what is wrong then
	CaughtBy []Tests
	Files    []string // that the patch changes, from the root of the repository
	patch    string
}

// Tests are some of one package.
type Tests struct {
	Package string // such as ./functions/login
	Names   []string
}

// Read gives the bugs of a folder, in the order of their names.
func Read(folder string) (all []Bug, err error) {
	patches, err := filepath.Glob(filepath.Join(folder, "*.patch"))
	if err != nil {
		return nil, err
	}
	for _, path := range patches {
		b, err := read(path)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

func read(path string) (Bug, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Bug{}, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return Bug{}, err
	}
	b := Bug{Rule: strings.TrimSuffix(filepath.Base(path), ".patch"), patch: path}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if file, ok := strings.CutPrefix(line, "--- a/"); ok {
			b.Files = append(b.Files, file)
		}
		if named, ok := strings.CutPrefix(line, "Caught by: "); ok {
			words := strings.Fields(named)
			b.CaughtBy = append(b.CaughtBy, Tests{words[0], words[1:]})
		}
		if b.Wrong == "" {
			b.Wrong = line
		}
	}
	if b.Wrong == "" || strings.HasPrefix(b.Wrong, "Caught by:") || len(b.CaughtBy) == 0 || len(b.Files) == 0 {
		return b, fmt.Errorf("%s does not say what is wrong, which tests catch it, and where it is", path)
	}
	return b, nil
}

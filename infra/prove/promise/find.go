// Package promise finds the tests that try to break the promises of the service.
//
// It owns which tests those are. Its own tests hold that each promise of the security page names a test that exists.
package promise

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// counts is how the body of a test shows that it counts what it tries.
var counts = regexp.MustCompile(`\bproof\.|\.Faults\(t\)`)

// Tests are the tests of one package that prove something.
type Tests struct {
	Package string // such as ./functions/login
	Tests   []string
	Fuzz    []string
}

// Find reads all test files below a folder. Modules of their own are left out.
func Find(root string) (found []Tests, err error) {
	byPackage := map[string]*Tests{}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (isModule(path) || slices.Contains([]string{"node_modules", "build", ".git"}, d.Name())):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		return read(root, path, byPackage)
	})
	for _, t := range byPackage {
		slices.Sort(t.Tests)
		slices.Sort(t.Fuzz)
		found = append(found, *t)
	}
	slices.SortFunc(found, func(a, b Tests) int { return strings.Compare(a.Package, b.Package) })
	return found, err
}

func isModule(folder string) bool {
	files, err := filepath.Glob(filepath.Join(folder, "go.mod"))
	return err == nil && len(files) > 0
}

// read adds the tests of a file.
func read(root, path string, byPackage map[string]*Tests) error {
	source, err := parsed(path)
	if err != nil {
		return err
	}
	folder, err := filepath.Rel(root, filepath.Dir(path))
	if err != nil {
		return err
	}
	name := "./" + filepath.ToSlash(folder)
	for test, body := range source {
		isFuzz := strings.HasPrefix(test, "Fuzz")
		if !isFuzz && (!strings.HasPrefix(test, "Test") || !counts.MatchString(body)) {
			continue
		}
		of := byPackage[name]
		if of == nil {
			of = &Tests{Package: name}
			byPackage[name] = of
		}
		if isFuzz {
			of.Fuzz = append(of.Fuzz, test)
		} else {
			of.Tests = append(of.Tests, test)
		}
	}
	return nil
}

// parsed gives the bodies of the functions of a file, by name. Methods are left out.
func parsed(path string) (map[string]string, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	bodies := map[string]string{}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Body != nil {
			bodies[f.Name.Name] = string(source[set.Position(f.Body.Pos()).Offset:set.Position(f.Body.End()).Offset])
		}
	}
	return bodies, nil
}

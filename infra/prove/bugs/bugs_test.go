package bugs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../../.."

// Every bug can still be put in, and every test that catches one exists. That it does is shown by `make bugs`.
func TestPatchesApply(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	all, err := Read(".")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 16 {
		t.Errorf("there are %d bugs", len(all))
	}
	for _, b := range all {
		if err := b.apply(t.Context(), root, t.TempDir()); err != nil {
			t.Error(err)
		}
		if strings.Contains(b.Wrong, "\t") || !strings.HasSuffix(b.Wrong, ".") {
			t.Errorf("%s: the first line is %q", b.Rule, b.Wrong)
		}
	}
	for _, of := range byPackage(all) {
		there := testsIn(t, filepath.Join(root, of.Package))
		for _, name := range of.Names {
			if !there[name] {
				t.Errorf("%s has no %s", of.Package, name)
			}
		}
	}
}

func testsIn(t *testing.T, folder string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				names[f.Name.Name] = true
			}
		}
	}
	return names
}

// What a run of go test prints is read for what it is.
func TestOutcome(t *testing.T) {
	for events, want := range map[string]outcome{
		`{"Action":"pass","Test":"TestA"}`:                                               {passed: []string{"TestA"}},
		`{"Action":"fail","Test":"TestA/b"}` + "\n" + `{"Action":"fail","Test":"TestA"}`: {failed: []string{"TestA"}},
		`{"Action":"output","Output":"panic: x"}`:                                        {panicked: true},
		`{"Action":"fail"}`: {}, // it did not compile
	} {
		got, err := readOutcome([]byte(events))
		if err != nil || strings.Join(got.passed, " ") != strings.Join(want.passed, " ") ||
			strings.Join(got.failed, " ") != strings.Join(want.failed, " ") || got.panicked != want.panicked {
			t.Errorf("%s: %+v, %v", events, got, err)
		}
	}
}

package build_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/infra/build"
)

const program = "package main\n\nfunc main() { println(\"%s\") }\n"

// module is a small module with the functions one and two.
func module(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	write(t, filepath.Join(root, "go.mod"), "module probe\n\ngo 1.26\n")
	write(t, filepath.Join(root, "functions/one/main.go"), strings.Replace(program, "%s", "one", 1))
	write(t, filepath.Join(root, "functions/two/main.go"), strings.Replace(program, "%s", "two", 1))
	return root
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(content), 0o644)); err != nil {
		t.Fatal(err)
	}
}

func made(t *testing.T, root string) []string {
	t.Helper()
	changed, err := build.Build(t.Context(), root, filepath.Join(root, "build"), build.Here)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

// run gives what the function prints, and the time of its binary.
func run(t *testing.T, root, name string) (string, time.Time) {
	t.Helper()
	binary := filepath.Join(root, "build", name, "bootstrap")
	output, err := exec.Command(binary).CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(binary)
	if err != nil {
		t.Fatal(err)
	}
	return string(output), info.ModTime()
}

func TestCompileErrorKeepsTheOldBinaries(t *testing.T) {
	root := module(t)
	made(t, root)
	write(t, filepath.Join(root, "functions/one/main.go"), "package main\n\nfunc main() { nonsense() }\n")
	write(t, filepath.Join(root, "functions/two/main.go"), strings.Replace(program, "%s", "changed", 1))
	_, err := build.Build(t.Context(), root, filepath.Join(root, "build"), build.Here)
	var failed *build.CompileError
	if !errors.As(err, &failed) || !strings.Contains(failed.Output, "main.go:3:15: undefined: nonsense") {
		t.Errorf("got %v", err)
	}
	if said, _ := run(t, root, "two"); said != "two\n" {
		t.Errorf("two now says %q", said)
	}
}

func TestOnlyWhatChangedIsNew(t *testing.T) {
	root := module(t)
	if changed := made(t, root); !slices.Equal(changed, []string{"one", "two"}) {
		t.Errorf("first build: %v", changed)
	}
	_, before := run(t, root, "two")
	write(t, filepath.Join(root, "functions/one/main.go"), strings.Replace(program, "%s", "new", 1))
	if changed := made(t, root); !slices.Equal(changed, []string{"one"}) {
		t.Errorf("second build: %v", changed)
	}
	if said, _ := run(t, root, "one"); said != "new\n" {
		t.Errorf("one says %q", said)
	}
	if _, after := run(t, root, "two"); !after.Equal(before) {
		t.Errorf("two was touched: %s, then %s", before, after)
	}
}

// The first of many builds at once brings in what is new, and none of them fails.
func TestBuildsAtOnceTakeTurns(t *testing.T) {
	root := module(t)
	var builds errgroup.Group
	var changed atomic.Int64
	for range 8 {
		builds.Go(func() error {
			names, err := build.Build(t.Context(), root, filepath.Join(root, "build"), build.Here)
			changed.Add(int64(len(names)))
			return err
		})
	}
	if err := builds.Wait(); err != nil {
		t.Error(err)
	}
	if n := changed.Load(); n != 2 {
		t.Errorf("%d changes, want each function once", n)
	}
	if said, _ := run(t, root, "one"); said != "one\n" {
		t.Errorf("one says %q", said)
	}
}

func TestFingerprint(t *testing.T) {
	root := module(t)
	before := build.Fingerprint(root)
	if again := build.Fingerprint(root); again != before {
		t.Error("it differs without a change")
	}
	for name, change := range map[string]func() error{
		"a new file":     func() error { write(t, filepath.Join(root, "shared/a/a.txt"), "a"); return nil },
		"a longer file":  func() error { write(t, filepath.Join(root, "functions/one/main.go"), program+program); return nil },
		"a removed file": func() error { return os.Remove(filepath.Join(root, "go.mod")) },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		after := build.Fingerprint(root)
		if after == before {
			t.Errorf("%s is not seen", name)
		}
		before = after
	}
}

// What the operator wrote is checked before anything is built: a message with a hole would be found by users.
func TestWordsThatAreWrongAreNotBuilt(t *testing.T) {
	root := module(t)
	words := filepath.Join(root, "shared/domain/words")
	write(t, filepath.Join(words, "en.json"), `{"name": "English", "a": "{code}"}`)
	made(t, root)
	for name, content := range map[string]string{
		"own/de.json": `{"a": "{Code}"}`, "own/fr.json": `{"a": `, "own/mail.html": "<p>{code}</p>",
	} {
		write(t, filepath.Join(words, name), content)
		_, err := build.Build(t.Context(), root, filepath.Join(root, "build"), build.Here)
		var wrong *build.CompileError
		if !errors.As(err, &wrong) || !strings.Contains(wrong.Output, name) {
			t.Errorf("%s: %v", name, err)
		}
		if err := os.Remove(filepath.Join(words, name)); err != nil {
			t.Fatal(err)
		}
	}
	made(t, root)
}

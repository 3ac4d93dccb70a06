package bugs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// outcome is what became of the tests of one package.
type outcome struct {
	passed, failed []string
	panicked       bool // a test that only crashes asserts nothing
	output         string
}

// test runs tests of a package, with an overlay or, where it is empty, without.
func test(ctx context.Context, root, overlay string, t Tests) (outcome, error) {
	arguments := []string{
		"test", "-json", "-count=1", "-vet=off", "-timeout=5m", "-overlay=" + overlay,
		"-run=^(" + strings.Join(t.Names, "|") + ")$", t.Package,
	}
	cmd := exec.CommandContext(ctx, "go", arguments...)
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.Output()
	var exited *exec.ExitError
	if err != nil && !errors.As(err, &exited) {
		return outcome{}, err
	}
	o, err := readOutcome(stdout)
	o.output += stderr.String()
	return o, err
}

// readOutcome reads the events of go test -json. Of a test and its parts, the test is named.
func readOutcome(stdout []byte) (o outcome, err error) {
	for line := range bytes.Lines(stdout) {
		var e struct{ Action, Test, Output string }
		if err := json.Unmarshal(line, &e); err != nil {
			return o, fmt.Errorf("go test printed %q: %w", line, err)
		}
		if !strings.HasPrefix(strings.TrimSpace(e.Output), "{") { // the service's log is long
			o.output += e.Output
		}
		o.panicked = o.panicked || strings.HasPrefix(e.Output, "panic: ")
		if e.Test == "" || strings.Contains(e.Test, "/") {
			continue
		}
		switch e.Action {
		case "pass":
			o.passed = append(o.passed, e.Test)
		case "fail":
			o.failed = append(o.failed, e.Test)
		}
	}
	return o, nil
}

// vet refuses a bug that does not compile, or that vet sees: tests that fail by that show nothing.
func (b Bug) vet(ctx context.Context, root, overlay string) error {
	arguments := []string{"vet", "-overlay=" + overlay}
	for _, file := range b.Files {
		if folder := "./" + filepath.ToSlash(filepath.Dir(file)); !slices.Contains(arguments, folder) {
			arguments = append(arguments, folder)
		}
	}
	cmd := exec.CommandContext(ctx, "go", arguments...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("the service with the bug does not pass go vet: %w\n%s", err, out)
	}
	return nil
}

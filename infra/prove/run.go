package prove

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"latchkey/infra/testing/proof"
)

// ErrFailed says that something was found.
var ErrFailed = errors.New("a promise does not hold, or could not be shown")

// Settings of a run.
type Settings struct {
	Root   string        // of the repository
	AtOnce int           // packages
	Fuzz   time.Duration // of each fuzz target
	Output io.Writer
}

// Run runs everything that was found, prints the table, and gives ErrFailed where something failed.
func Run(ctx context.Context, s Settings) error {
	found, err := Find(s.Root)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "latchkey-proof-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	began := time.Now()
	counts := filepath.Join(folder, "counts")
	failed := s.test(ctx, found, counts)
	lines, err := readCounts(counts)
	if err != nil {
		return errors.Join(failed, err)
	}
	fuzzed, err := s.fuzz(ctx, found)
	failed = errors.Join(failed, err)
	printTable(s.Output, append(lines, fuzzed...), time.Since(began))
	return failed
}

// test runs the tests of all packages.
func (s Settings) test(ctx context.Context, found []Tests, counts string) error {
	var packages, tests []string
	for _, f := range found {
		if len(f.Tests) > 0 {
			packages, tests = append(packages, f.Package), append(tests, f.Tests...)
		}
	}
	slices.Sort(tests)
	pattern := "^(" + strings.Join(slices.Compact(tests), "|") + ")$"
	arguments := append([]string{"test", "-count=1", "-vet=off", "-ldflags=-w", "-timeout=30m", "-p", strconv.Itoa(s.AtOnce), "-run", pattern}, packages...)
	cmd := s.command(ctx, arguments...)
	cmd.Env = append(os.Environ(), proof.File+"="+counts)
	cmd.Stdout, cmd.Stderr = s.Output, s.Output
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%w: go test: %w", ErrFailed, err)
	}
	return nil
}

func (s Settings) command(ctx context.Context, arguments ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", arguments...)
	cmd.Dir = s.Root
	return cmd
}

var executions = regexp.MustCompile(`execs: (\d+)`)

// fuzz runs each fuzz target for a while, one after the other: each takes all cores.
func (s Settings) fuzz(ctx context.Context, found []Tests) (lines []proof.Line, failed error) {
	for _, f := range found {
		for _, target := range f.Fuzz {
			var output bytes.Buffer
			cmd := s.command(ctx, "test", "-vet=off", "-run", "^$", "-fuzz", "^"+target+"$", "-fuzztime", s.Fuzz.String(), f.Package)
			cmd.Stdout, cmd.Stderr = &output, &output
			err := cmd.Run()
			if err != nil {
				failed = errors.Join(failed, fmt.Errorf("%w: %s of %s: %w\n%s", ErrFailed, target, f.Package, err, output.Bytes()))
			}
			n := int64(0)
			if all := executions.FindAllStringSubmatch(output.String(), -1); len(all) > 0 {
				n, _ = strconv.ParseInt(all[len(all)-1][1], 10, 64)
			}
			lines = append(lines, proof.Line{Kind: proof.Inputs, Test: target, Count: n, Failed: err != nil})
		}
	}
	return lines, failed
}

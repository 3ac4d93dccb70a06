// Package prove runs the tests that try to break the promises of the service, in full, and says in one
// table how much was tried and what came of it. Its own tests are those that need the whole running service.
//
// It owns the runs and the table. What is tried is in the tests, which count it with package infra/testing/proof.
package prove

import (
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

	"latchkey/infra/prove/promise"
	"latchkey/infra/testing/proof"
)

// ErrFailed says that something was found.
var ErrFailed = errors.New("a promise does not hold, or could not be shown")

// Settings of a run.
type Settings struct {
	Root   string        // of the repository
	AtOnce int           // packages
	First  string        // the package that takes longest
	Fuzz   time.Duration // of all fuzz targets together
	Output io.Writer
}

// Run runs everything that was found, prints the table, and gives ErrFailed where something failed.
func Run(ctx context.Context, s Settings) error {
	found, err := promise.Find(s.Root)
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
	fuzzed, err := s.fuzz(ctx, found, folder)
	failed = errors.Join(failed, err)
	printTable(s.Output, append(lines, fuzzed...), time.Since(began))
	return failed
}

// test runs the tests of all packages.
func (s Settings) test(ctx context.Context, found []promise.Tests, counts string) error {
	var packages, tests []string
	for _, f := range found {
		if len(f.Tests) > 0 {
			packages, tests = append(packages, f.Package), append(tests, f.Tests...)
		}
	}
	slices.Sort(tests)
	pattern := "^(" + strings.Join(slices.Compact(tests), "|") + ")$"
	arguments := append([]string{"test", "-count=1", "-vet=off", "-timeout=30m", "-p", strconv.Itoa(s.AtOnce), "-run", pattern, s.First}, packages...)
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

// longest is how long a fuzz target runs at the most.
const longest = 5 * time.Second

// fuzz runs each fuzz target for a while, one after the other: each takes all cores. The test program of a
// package is built once for all of its targets.
func (s Settings) fuzz(ctx context.Context, found []promise.Tests, folder string) (lines []proof.Line, failed error) {
	targets := 0
	for _, f := range found {
		targets += len(f.Fuzz)
	}
	for _, f := range found {
		if len(f.Fuzz) == 0 {
			continue
		}
		program := filepath.Join(folder, "fuzz.test")
		if output, err := s.command(ctx, "test", "-c", "-vet=off", "-fuzz", "Fuzz", "-o", program, f.Package).CombinedOutput(); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%w: the fuzz targets of %s: %w\n%s", ErrFailed, f.Package, err, output))
			continue
		}
		for _, target := range f.Fuzz {
			line, err := s.fuzzOne(ctx, program, f.Package, target, min(longest, s.Fuzz/time.Duration(targets)))
			lines, failed = append(lines, line), errors.Join(failed, err)
		}
	}
	return lines, failed
}

// fuzzOne runs a target in the folder of its package, where it leaves an input that fails.
func (s Settings) fuzzOne(ctx context.Context, program, of, target string, lasts time.Duration) (proof.Line, error) {
	cmd := exec.CommandContext(ctx, program, "-test.run", "^$", "-test.fuzz", "^"+target+"$", "-test.fuzztime", lasts.String(), "-test.fuzzcachedir", program+".cache")
	cmd.Dir = filepath.Join(s.Root, of)
	output, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s of %s: %w\n%s", ErrFailed, target, of, err, output)
	}
	line := proof.Line{Kind: proof.Inputs, Test: target, Failed: err != nil}
	if all := executions.FindAllStringSubmatch(string(output), -1); len(all) > 0 {
		line.Count, _ = strconv.ParseInt(all[len(all)-1][1], 10, 64)
	}
	return line, err
}

// Package mutants shows which changes of the service no test notices. It makes one small change of a package
// after the other, each called a mutant, and runs the tests that reach it until one fails.
//
// It owns the finding of places that can be changed, the changed sources, and the runs. A mutant is another
// operator in the place of one: a comparison, "and" or "or", arithmetic, ++ or --. Constants stay as they are.
//
// All mutants are in one build, and a variable of the environment switches one on. To link a test program
// costs more than to run it, so each is linked once, and not once for every mutant. No file of the checkout
// is changed: Go compiles changed copies in place of those files. A run without a mutant tells which places
// each test program reaches, and a mutant is tried with those programs alone: first with that of its own
// package, and the programs of other packages are linked only if a mutant outlives this.
package mutants

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// ErrTests says that tests do not pass without a mutant, so that they show nothing about mutants.
var ErrTests = errors.New("tests do not pass without a mutant")

// Settings of a run.
type Settings struct {
	Root   string   // of the module
	Change []string // patterns of the packages that are changed
	Tests  []string // patterns of the packages whose tests are run, where they depend on a changed one
	AtOnce int      // test programs
	All    bool     // prints the mutants that are killed, too
	Output io.Writer
}

// Run tries every mutant, and prints those that live, and a table. That some live is no error.
func Run(ctx context.Context, s Settings) error {
	folder, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	began := time.Now()
	t, err := s.prepare(ctx, folder)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(s.Output, "%d mutants\n", len(t.mutants))
	killed, err := t.tryOwn(ctx)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(s.Output, "%d are killed by tests of their own package\n", killed)
	if killed == len(t.mutants) {
		t.others = nil
	}
	if err := t.tryOthers(ctx); err != nil {
		return err
	}
	t.table()
	_, _ = fmt.Fprintf(s.Output, "\nin %s\n", time.Since(began).Round(time.Second))
	return nil
}

// prepare finds what can be changed and what can notice it, and writes the changed sources below a folder.
func (s Settings) prepare(ctx context.Context, folder string) (*tries, error) {
	code, err := load(ctx, s.Root, s.Change)
	if err != nil {
		return nil, err
	}
	t := tries{Settings: s, mutants: code.mutants()}
	t.verdicts = make([]verdict, len(t.mutants))
	if t.overlay, err = code.overlay(folder); err != nil {
		return nil, err
	}
	t.own, t.others, err = s.programs(ctx, code, folder)
	return &t, err
}

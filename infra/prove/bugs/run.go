package bugs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// ErrMissed says that a bug was not caught, or that this could not be shown.
var ErrMissed = errors.New("not every bug is caught")

// Settings of a run.
type Settings struct {
	Root   string   // of the repository
	Only   []string // parts of the names of rules; empty for all
	Output io.Writer
}

// Run puts in one bug after the other, prints which tests caught it, and gives ErrMissed where one was not
// caught, where its tests do not pass without it, or where its patch is out of date.
func Run(ctx context.Context, s Settings) error {
	root, err := filepath.Abs(s.Root)
	if err != nil {
		return err
	}
	all, err := Read(filepath.Join(root, "infra", "prove", "bugs"))
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(b Bug) bool { return !s.asks(b) })
	began := time.Now()
	table := tabwriter.NewWriter(s.Output, 0, 0, 2, ' ', 0)
	missed := clean(ctx, root, all)
	caught := 0
	for _, b := range all {
		by, err := b.caught(ctx, root)
		if err != nil {
			missed = errors.Join(missed, fmt.Errorf("%s: %w", b.Rule, err))
			by = "NOT CAUGHT"
		} else {
			caught++
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\n", b.Rule, by)
		_ = table.Flush()
	}
	_, _ = fmt.Fprintf(s.Output, "\n%d of %d bugs are caught, in %s\n", caught, len(all), time.Since(began).Round(time.Second))
	if missed != nil {
		return fmt.Errorf("%w:\n%w", ErrMissed, missed)
	}
	return nil
}

func (s Settings) asks(b Bug) bool {
	return len(s.Only) == 0 || slices.ContainsFunc(s.Only, func(part string) bool { return strings.Contains(b.Rule, part) })
}

// clean refuses tests that do not pass without any bug, or that do not exist: they would catch anything, or
// nothing.
func clean(ctx context.Context, root string, all []Bug) (failed error) {
	for _, t := range byPackage(all) {
		o, err := test(ctx, root, "", t)
		for _, name := range t.Names {
			if err == nil && !slices.Contains(o.passed, name) {
				err = fmt.Errorf("%s of %s does not pass without a bug\n%s", name, t.Package, o.output)
			}
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

// byPackage has each test once.
func byPackage(all []Bug) (tests []Tests) {
	for _, b := range all {
		for _, t := range b.CaughtBy {
			i := slices.IndexFunc(tests, func(have Tests) bool { return have.Package == t.Package })
			if i < 0 {
				i, tests = len(tests), append(tests, Tests{Package: t.Package})
			}
			tests[i].Names = append(tests[i].Names, t.Names...)
		}
	}
	for i := range tests {
		slices.Sort(tests[i].Names)
		tests[i].Names = slices.Compact(tests[i].Names)
	}
	return tests
}

// caught says which tests caught a bug. Each test that is to catch it has to.
func (b Bug) caught(ctx context.Context, root string) (by string, err error) {
	folder, err := os.MkdirTemp("", "latchkey-bug-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	overlay, err := b.overlay(ctx, root, folder)
	if err != nil {
		return "", err
	}
	if err := b.vet(ctx, root, overlay); err != nil {
		return "", err
	}
	var names []string
	for _, t := range b.CaughtBy {
		o, err := test(ctx, root, overlay, t)
		switch {
		case err != nil:
			return "", err
		case o.panicked || len(o.failed) < len(t.Names):
			return "", fmt.Errorf("of %s in %s, these fail by what they assert: %s\n%s", t.Names, t.Package, o.failed, o.output)
		}
		names = append(names, t.Package+" "+strings.Join(o.failed, " "))
	}
	return strings.Join(names, ", "), nil
}

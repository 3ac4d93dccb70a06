package mutants

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/infra/prove/mutants/toggle"
)

// program is the test program of a package.
type program struct {
	pkg, dir string
	binary   string
	took     time.Duration // without a mutant
	reached  map[int]bool  // the first numbers of places
}

// programs are the test programs that have a changed package in them: those of the changed packages
// themselves, and the others.
func (s Settings) programs(ctx context.Context, c code, folder string) (own, others []*program, err error) {
	changed := map[string]bool{}
	for _, source := range c.sources {
		changed[source.pkg] = true
	}
	found, err := list(ctx, s.Root, append([]string{"-test", "--"}, s.Tests...)...)
	if err != nil {
		return nil, nil, err
	}
	for i, p := range found {
		pkg, isTest := strings.CutSuffix(p.ImportPath, ".test")
		if !isTest || p.Name != "main" {
			continue
		}
		depends := slices.ContainsFunc(p.Deps, func(path string) bool {
			path, _, _ = strings.Cut(path, " [") // what is compiled again with the files of a test
			return changed[path]
		})
		made := &program{pkg: pkg, dir: p.Dir, binary: filepath.Join(folder, strconv.Itoa(i)+".test")}
		switch {
		case changed[pkg]:
			own = append(own, made)
		case depends:
			others = append(others, made)
		}
	}
	return own, others, nil
}

// build links all programs, with every mutant in them.
func (s Settings) build(ctx context.Context, overlay string, programs []*program) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(s.AtOnce)
	for _, p := range programs {
		g.Go(func() error {
			cmd := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-overlay", overlay, "-o", p.binary, p.pkg)
			cmd.Dir = s.Root
			if out, err := cmd.CombinedOutput(); err != nil {
				return fmt.Errorf("go test -c %s: %w\n%s", p.pkg, err, out)
			}
			return nil
		})
	}
	return g.Wait()
}

// measure runs all programs without a mutant, and gives ErrTests with what those print that fail.
func (s Settings) measure(ctx context.Context, programs []*program) error {
	failed := make([]error, len(programs))
	var g errgroup.Group
	g.SetLimit(s.AtOnce)
	for i, p := range programs {
		g.Go(func() error {
			failed[i] = p.measure(ctx)
			return nil
		})
	}
	_ = g.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := errors.Join(failed...); err != nil {
		return fmt.Errorf("%w:\n%w", ErrTests, err)
	}
	return nil
}

func (p *program) measure(ctx context.Context) error {
	path := p.binary + ".reached"
	began := time.Now()
	out, err := p.run(ctx, 10*time.Minute, toggle.Reached+"="+path)
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", p.pkg, err, out)
	}
	p.took, p.reached = time.Since(began), map[int]bool{}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // a program that reaches none writes no file
		return err
	}
	for line := range strings.Lines(string(text)) {
		first, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			return fmt.Errorf("read %s: %w", path, err)
		}
		p.reached[first] = true
	}
	return nil
}

// run runs a program until its first failure, in the folder of its package. One that takes longer than the
// limit is ended, wherever it loops: the limit of package testing does not hold before the first test.
func (p *program) run(ctx context.Context, limit time.Duration, variable string) (output string, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.binary, "-test.failfast")
	cmd.Dir = p.dir
	cmd.Env = append(cmd.Environ(), variable)
	cmd.WaitDelay = 5 * time.Second // a process that the tests began can hold the output open
	out, err := cmd.CombinedOutput()
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return string(out), err
}

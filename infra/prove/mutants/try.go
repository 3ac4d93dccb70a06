package mutants

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/infra/prove/mutants/toggle"
)

// verdict is what became of a mutant.
type verdict struct {
	ran int      // programs
	by  *program // that failed; nil if it lives
	how string   // it failed
}

// tries are the mutants of a run, and what became of each so far.
type tries struct {
	Settings
	overlay     string
	own, others []*program // of changed packages, and of those that import them
	mutants     []mutant
	verdicts    []verdict
}

// tryOwn tries every mutant with the test program of its own package, and says how many are killed by that.
func (t *tries) tryOwn(ctx context.Context) (killed int, err error) {
	if err := t.ready(ctx, t.own); err != nil {
		return 0, err
	}
	err = t.inOrder(ctx,
		func(i int) {
			m := t.mutants[i]
			theirs := slices.DeleteFunc(slices.Clone(t.own), func(p *program) bool { return p.pkg != m.pkg })
			t.verdicts[i].try(ctx, m, theirs)
		},
		func(i int) {
			if t.verdicts[i].by != nil {
				killed++
			}
		})
	return killed, err
}

// tryOthers tries the mutants that live with all other programs, the quickest first, and prints each mutant.
func (t *tries) tryOthers(ctx context.Context) error {
	if err := t.ready(ctx, t.others); err != nil {
		return err
	}
	programs := slices.Concat(t.others, t.own)
	slices.SortStableFunc(programs, func(a, b *program) int { return cmp.Compare(a.took, b.took) })
	return t.inOrder(ctx,
		func(i int) {
			m := t.mutants[i]
			theirs := slices.DeleteFunc(slices.Clone(programs), func(p *program) bool { return p.pkg == m.pkg })
			t.verdicts[i].try(ctx, m, theirs)
		},
		t.print)
}

// ready links programs, and learns what they reach.
func (t *tries) ready(ctx context.Context, programs []*program) error {
	if err := t.build(ctx, t.overlay, programs); err != nil {
		return err
	}
	return t.measure(ctx, programs)
}

// inOrder does something for every mutant, for several at once, and then something else in the order of the
// text, as soon as it can.
func (t *tries) inOrder(ctx context.Context, do, then func(i int)) error {
	done := make([]chan struct{}, len(t.mutants))
	for i := range done {
		done[i] = make(chan struct{})
	}
	var g errgroup.Group
	g.SetLimit(t.AtOnce + 1) // the first function does not run programs
	g.Go(func() error {
		for i := 0; i < len(done) && ctx.Err() == nil; i++ {
			g.Go(func() error {
				defer close(done[i])
				do(i)
				return nil
			})
		}
		return nil
	})
	for i := 0; i < len(done) && ctx.Err() == nil; i++ {
		select {
		case <-done[i]:
		case <-ctx.Done():
		}
		if ctx.Err() == nil { // a program that was ended by it killed nothing
			then(i)
		}
	}
	_ = g.Wait()
	return ctx.Err()
}

// try runs those programs that reach a mutant, until one fails. What is killed is not tried again.
func (v *verdict) try(ctx context.Context, m mutant, programs []*program) {
	for _, p := range programs {
		if v.by != nil || ctx.Err() != nil {
			return
		}
		if !p.reached[m.first] {
			continue
		}
		v.ran++
		limit := 20*time.Second + 4*p.took // a mutant may loop for ever
		if out, err := p.run(ctx, limit, toggle.On+"="+strconv.Itoa(m.number)); err != nil {
			v.by, v.how = p, how(out, err)
		}
	}
}

// how names the first test that failed, or says why none did.
func how(output string, err error) string {
	for line := range strings.Lines(output) {
		if failed, ok := strings.CutPrefix(line, "--- FAIL: "); ok {
			test, _, _ := strings.Cut(failed, " ")
			return test
		}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "took too long"
	}
	return "ended before a test failed"
}

package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/retention"
)

type handler struct {
	tables interface {
		Sweeps(rules retention.Rules, now time.Time) []dynamo.Sweep
		Checkpoint(ctx context.Context, sw dynamo.Sweep) (dynamo.Checkpoint, error)
		SetCheckpoint(ctx context.Context, sw dynamo.Sweep, c dynamo.Checkpoint) error
		Look(ctx context.Context, sw dynamo.Sweep, from dynamo.Cursor) (dynamo.Batch, error)
		Remove(ctx context.Context, r dynamo.Removal) (removed bool, err error)
	}
	rules retention.Rules
	pages int // of each table that one run reads at most
	now   func() time.Time
}

// result is what a run did with a table.
type result struct {
	seen    int
	removed int
	kept    int // expired when they were read, and changed before they were removed
}

// serve reads nothing of its event, which decides when it runs and nothing else. It fails
// when anything did, so that an alarm can see it, and goes on with the other tables first.
func (h handler) serve(ctx context.Context) error {
	sweeps := h.tables.Sweeps(h.rules, h.now())
	results, failures := make([]result, len(sweeps)), make([]error, len(sweeps))
	budget := budgetOf(ctx, time.Now())
	var g sync.WaitGroup
	for i, sw := range sweeps {
		g.Go(func() { results[i], failures[i] = h.sweep(ctx, sw, budget) })
	}
	g.Wait()
	err := errors.Join(failures...)
	record(ctx, sweeps, results, err)
	return err
}

// budget has the times until which a run reads, and until which it removes what it found.
type budget struct{ look, remove time.Time }

// budgetOf leaves a margin before the function's deadline, to store the checkpoints.
func budgetOf(ctx context.Context, now time.Time) budget {
	const (
		margin = 10 * time.Second
		usual  = 5 * time.Minute // where there is no deadline, which on Lambda there always is
	)
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = now.Add(usual)
	}
	left := deadline.Add(-margin).Sub(now)
	return budget{look: now.Add(left / 2), remove: now.Add(left)}
}

func record(ctx context.Context, sweeps []dynamo.Sweep, results []result, err error) {
	var attrs []slog.Attr
	for i, t := range results {
		attrs = append(attrs, slog.Group(sweeps[i].Name, "seen", t.seen, "removed", t.removed, "kept", t.kept))
	}
	level := slog.LevelInfo
	if err != nil {
		level = slog.LevelError
		attrs = append(attrs, slog.String("cause", err.Error()))
	}
	slog.LogAttrs(ctx, level, "cleanup", attrs...)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/retention"
)

// sweep goes on with a table where the last run left it: it reads first, checks that
// the number found is plausible, and then removes.
func (h handler) sweep(ctx context.Context, sw dynamo.Sweep, b budget) (result, error) {
	checkpoint, err := h.tables.Checkpoint(ctx, sw)
	if err != nil {
		return result{}, err
	}
	found, err := h.look(ctx, sw, checkpoint.From, b.look)
	t := result{seen: seen(found)}
	if err != nil {
		return t, err
	}
	if n, most := expired(found), retention.Usual(checkpoint.Removed); sw.Final && n > most {
		return t, fmt.Errorf("%s: %d of %d are expired, and no more than %d at once are believed: nothing was removed", sw.Name, n, t.seen, most)
	}
	next, err := h.remove(ctx, found, checkpoint.From, &t, b.remove)
	return t, errors.Join(err, h.tables.SetCheckpoint(ctx, sw, dynamo.Checkpoint{From: next, Removed: t.removed}), unreadable(found))
}

// look reads pages until the table ends, or the run's share of pages or time does.
func (h handler) look(ctx context.Context, sw dynamo.Sweep, from dynamo.Cursor, until time.Time) ([]dynamo.Batch, error) {
	var found []dynamo.Batch
	for len(found) < h.pages && time.Now().Before(until) {
		b, err := h.tables.Look(ctx, sw, from)
		if err != nil {
			return found, err
		}
		found = append(found, b)
		if from = b.Next; from.AtEnd() {
			break
		}
	}
	return found, nil
}

// remove goes through the pages, and gives the cursor up to which all is removed.
func (h handler) remove(ctx context.Context, found []dynamo.Batch, at dynamo.Cursor, t *result, until time.Time) (dynamo.Cursor, error) {
	for _, b := range found {
		if !time.Now().Before(until) {
			return at, nil
		}
		if err := h.clear(ctx, b.Expired, t); err != nil {
			return at, err
		}
		at = b.Next
	}
	return at, nil
}

// clear removes what has expired on one page, many items at a time.
func (h handler) clear(ctx context.Context, expired []dynamo.Removal, t *result) error {
	const atOnce = 16
	var removed, kept atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for _, r := range expired {
		g.Go(func() error {
			gone, err := h.tables.Remove(ctx, r)
			switch {
			case gone:
				removed.Add(1)
			case err == nil:
				kept.Add(1)
			}
			return err
		})
	}
	err := g.Wait()
	t.removed += int(removed.Load())
	t.kept += int(kept.Load())
	return err
}

func seen(found []dynamo.Batch) (n int) {
	for _, b := range found {
		n += b.Seen
	}
	return n
}

func expired(found []dynamo.Batch) (n int) {
	for _, b := range found {
		n += len(b.Expired)
	}
	return n
}

func unreadable(found []dynamo.Batch) (err error) {
	for _, b := range found {
		err = errors.Join(err, b.Err)
	}
	return err
}

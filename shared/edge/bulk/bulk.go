// Package bulk owns what the routes of many items have in common: how many there may be,
// that each is answered on its own and in its place, and that a user is worked on once in a
// request.
//
// It belongs to the edge: the result of an item has the form of an answer of package api. What is
// done with an item is up to the route.
package bulk

import (
	"context"
	"fmt"
	"net/http"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/idempotency"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/idempotent"
	"latchkey/shared/edge/wire"
)

// parallel is how many items are worked on at a time: while some wait for the table or the
// mail, others compute.
const parallel = 8

// Result is what became of one item: what the single route would have answered.
type Result struct {
	Index   int          `json:"index"`
	Status  int          `json:"status"`
	User    any          `json:"user,omitempty"`
	Problem *api.Problem `json:"problem,omitempty"`
}

// Results is the body of the answer. The request is done, whatever became of its items.
type Results struct {
	wire.Done
	Results []Result `json:"results"`
}

// Once calls do for every item of a request, once for each Idempotency-Key.
func Once[T any](ctx context.Context, q idempotent.Requests, r *api.Request, items []Item[T], names func(T) []Name,
	do func(ctx context.Context, run idempotency.Run, index int, item T) (api.Reply, error),
) (api.Reply, error) {
	return q.Once(ctx, r, func(run idempotency.Run) (api.Reply, error) {
		return Each(ctx, r, items, names, func(ctx context.Context, index int, item T) (api.Reply, error) {
			return do(ctx, run, index, item)
		}), nil
	})
}

// Each calls do for every item and answers with the results in the items' order. An item that cannot
// be read, or has a name of an earlier one, is refused without calling do.
func Each[T any](ctx context.Context, r *api.Request, items []Item[T], names func(T) []Name,
	do func(ctx context.Context, index int, item T) (api.Reply, error),
) api.Reply {
	results := make([]Result, len(items))
	refused := refusals(items, names)
	var g errgroup.Group
	g.SetLimit(parallel)
	for i, item := range items {
		g.Go(func() error {
			reply, err := api.Recover(func() (api.Reply, error) {
				if refused[i] != nil {
					return api.Reply{}, refused[i]
				}
				return do(ctx, i, item.Value)
			})
			results[i] = resultOf(r, i, reply, err)
			return nil // a failure is the result of its item, and of no other
		})
	}
	_ = g.Wait()
	return api.MultiStatus(Results{wire.IsDone(), results})
}

func resultOf(r *api.Request, index int, reply api.Reply, err error) Result {
	if err == nil {
		status, user := reply.Parts()
		return Result{Index: index, Status: status, User: user}
	}
	p := api.ProblemOf(r, err)
	if p.Status >= http.StatusInternalServerError {
		r.Warn(fmt.Errorf("item %d: %w", index, err))
	}
	return Result{Index: index, Status: p.Status, Problem: &p}
}

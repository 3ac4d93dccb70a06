package main

import (
	"context"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/idempotency"
	"latchkey/shared/domain/message"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/bulk"
	"latchkey/shared/edge/idempotent"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
		UpdateUser(ctx context.Context, u dynamo.Update) error
	}
	requests idempotent.Requests
	notifier message.Notifier
	now      func() time.Time
}

type input struct {
	Users []bulk.Item[item] `json:"users"`
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.DecodeUpTo[input](r, api.BulkLimit)
	if err != nil {
		return api.Reply{}, err
	}
	if err := bulk.CheckCount("users", in.Users); err != nil {
		return api.Reply{}, err
	}
	return bulk.Once(ctx, h.requests, r, in.Users, item.names,
		func(ctx context.Context, _ idempotency.Run, _ int, i item) (api.Reply, error) {
			return h.update(ctx, r, i)
		})
}

// update changes a user. No change that an item can ask for needs a proof.
func (h handler) update(ctx context.Context, r *api.Request, i item) (api.Reply, error) {
	if err := i.check(); err != nil {
		return api.Reply{}, err
	}
	before, err := h.users.User(ctx, i.ID)
	if err != nil {
		return api.Reply{}, err
	}
	after, _, err := i.change().Apply(before, true, h.now())
	switch {
	case err != nil:
		return api.Reply{}, err
	case after.Factors != before.Factors:
		return api.Reply{}, fault.Check(usedByFactor)
	case after == before:
		return api.OK(wire.UserOf(before)), nil
	}
	if account.NeedsFreshSession(before, after) {
		if err := r.Fresh(h.now()); err != nil {
			return api.Reply{}, err
		}
	}
	update := dynamo.Update{From: before, To: after}
	if r.Caller.UserID == before.ID && after.SessionEpoch != before.SessionEpoch {
		update.Keep = r.Caller.Session
	}
	if err := h.users.UpdateUser(ctx, update); err != nil {
		return api.Reply{}, err
	}
	r.Warn(h.notifier.NotifyAll(ctx, message.About(before, after)))
	return api.OK(wire.UserOf(after)), nil
}

package main

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		UpdateUser(ctx context.Context, u dynamo.Update) error
	}
	redeemer passcode.Redeemer
	now      func() time.Time
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	answer, err := api.DecodeAnswer(r, passcode.ConfirmEmail)
	if err != nil {
		return api.Reply{}, err
	}
	return h.confirm(ctx, r, answer, h.now())
}

func (h handler) confirm(ctx context.Context, r *api.Request, answer passcode.Answer, now time.Time) (api.Reply, error) {
	code, user, err := h.redeemer.Redeem(ctx, answer, now)
	if err != nil {
		return api.Reply{}, err
	}
	confirmed := user.Confirm(now)
	var g errgroup.Group
	g.Go(func() error {
		return h.users.UpdateUser(ctx, dynamo.Update{From: user, To: confirmed, Spend: &code, Act: audit.EmailConfirmed})
	})
	g.Go(func() error { r.Warn(h.redeemer.RefundFailure(ctx, code)); return nil })
	if err := g.Wait(); err != nil {
		return api.Reply{}, err
	}
	return api.OK(wire.UserOf(confirmed)), nil
}

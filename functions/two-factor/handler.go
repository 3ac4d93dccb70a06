package main

import (
	"context"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/metric"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	sessions interface {
		SignIn(ctx context.Context, p passcode.Passcode, u account.User, s session.Session, replaces string, now time.Time) error
	}
	lifetimes session.Lifetimes
	keeper    device.Keeper
	redeemer  passcode.Redeemer
	notifier  message.Notifier
	random    io.Reader
	now       func() time.Time
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	answer, err := api.DecodeAnswer(r, passcode.SignIn)
	if err != nil {
		return api.Reply{}, err
	}
	return h.signIn(ctx, r, answer, h.now())
}

func (h handler) signIn(ctx context.Context, r *api.Request, answer passcode.Answer, now time.Time) (api.Reply, error) {
	code, user, err := h.redeemer.Redeem(ctx, answer, now)
	if err != nil {
		return api.Reply{}, err
	}
	t, err := token.New(token.Session, h.random, int64(user.ID))
	if err != nil {
		return api.Reply{}, err
	}
	s := h.lifetimes.Begin(t, user, r.Address(), r.UserAgent(), now).With(session.ByPasswordAnd(code.Use.Type))
	e := device.SignIn{
		User: user, Known: code.Device, Remember: code.Remember, Mailed: code.Channel == account.Email,
		Address: r.Address(), UserAgent: r.UserAgent(), At: now,
	}
	var others device.Others
	var g errgroup.Group
	g.Go(func() error { others = h.keeper.Others(ctx, e); return nil })
	g.Go(func() error { return h.sessions.SignIn(ctx, code, user, s, r.Renews(user.ID), now) })
	g.Go(func() error { r.Warn(h.redeemer.RefundFailure(ctx, code)); return nil })
	if err := g.Wait(); err != nil {
		return api.Reply{}, err
	}
	metric.Count(ctx, metric.SignIns)
	r.Warn(h.notifier.NotifyUse(ctx, user, code.Use))
	shown, err := h.keeper.SignedIn(ctx, e, others)
	r.Warn(err)
	user.LastLogin = now
	return api.OK(wire.SessionOf(t, s, user, now).After(code.Use).Remembering(shown)), nil
}

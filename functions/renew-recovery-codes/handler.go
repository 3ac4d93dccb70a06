package main

import (
	"context"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/stepup"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
		Factors(ctx context.Context, id account.ID) (factor.Set, error)
		UpdateUser(ctx context.Context, u dynamo.Update) error
	}
	prover stepup.Prover
	random io.Reader
	now    func() time.Time
}

// errNoFactor: recovery codes are the way around a factor.
var errNoFactor = fault.New(fault.Conflict, "no_factor", "Recovery codes are for users with a second factor. Add one first.")

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	now := h.now()
	user, before, err := h.read(ctx, r, now)
	if err != nil {
		return api.Reply{}, err
	}
	// The codes before are what this takes away, so nothing may prove it that is too new for them.
	proof, err := h.prover.Prove(ctx, r, stepup.Act{User: user, Purpose: passcode.RenewRecoveryCodes, Target: before.CreatedAt, At: now})
	switch {
	case err != nil:
		return api.Reply{}, err
	case proof.Asked != nil:
		return *proof.Asked, nil
	}
	shown, stored, err := factor.DrawRecoveryCodes(h.random, now)
	if err != nil {
		return api.Reply{}, err
	}
	update := dynamo.Update{
		From: user, To: user.Enrolled(user.Factors, now), Spend: proof.Code, RecoveryCodes: &stored,
		Keep: r.Caller.Session, Act: audit.RecoveryCodesRenewed,
	}
	if err := h.prover.Write(ctx, r, proof, func() error { return h.users.UpdateUser(ctx, update) }); err != nil {
		return api.Reply{}, err
	}
	r.Warn(h.prover.Notifier.NotifyEverywhere(ctx, user, message.RecoveryCodesRenewed))
	return api.Created(wire.NewRecoveryCodesOf(shown)), nil
}

func (h handler) read(ctx context.Context, r *api.Request, now time.Time) (user account.User, before factor.RecoveryCodes, err error) {
	if err := r.Fresh(now); err != nil {
		return user, before, err
	}
	id, err := r.OwnUser()
	if err != nil {
		return user, before, err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		user, err = h.users.User(ctx, id)
		return err
	})
	g.Go(func() error {
		enrolled, err := h.users.Factors(ctx, id)
		before = enrolled.Recovery
		return err
	})
	if err := g.Wait(); err != nil {
		return user, before, err
	}
	if user.TwoFactor() == "" {
		return user, before, errNoFactor
	}
	return user, before, nil
}

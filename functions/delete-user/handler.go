package main

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
		Factors(ctx context.Context, id account.ID) (factor.Set, error)
		DeleteUser(ctx context.Context, u account.User, enrolled factor.Set, spend *passcode.Passcode, now time.Time) (left, err error)
	}
	issuer   passcode.Issuer
	redeemer passcode.Redeemer
	notifier message.Notifier
	now      func() time.Time
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.TargetUser()
	if err != nil {
		return api.Reply{}, err
	}
	now := h.now()
	if err := r.Fresh(now); err != nil {
		return api.Reply{}, err
	}
	answer, given, err := api.StepUp(r, passcode.DeleteUser, id.String())
	if err != nil {
		return api.Reply{}, err
	}
	if !given {
		return h.requestCode(ctx, r, id, now)
	}
	return h.deleteWithCode(ctx, r, id, answer, now)
}

// requestCode answers the first request with a challenge, and sends its code to the caller: the user, or
// an admin.
func (h handler) requestCode(ctx context.Context, r *api.Request, target account.ID, now time.Time) (api.Reply, error) {
	caller, err := h.users.User(ctx, r.Caller.UserID)
	if err != nil {
		return api.Reply{}, err
	}
	if target != caller.ID {
		if _, err := h.users.User(ctx, target); err != nil {
			return api.Reply{}, err
		}
	}
	methods := caller.StepUpMethods(now)
	p, err := h.issuer.Issue(ctx, passcode.Request{
		User: caller, Purpose: passcode.DeleteUser, Change: target.String(), Device: r.Device(),
	}.By(methods, methods.First()), now)
	if err != nil {
		return api.Reply{}, err
	}
	return api.Accepted(wire.ChallengedOf(p)), nil
}

// deleteWithCode redeems the code of the second request and deletes the target user.
func (h handler) deleteWithCode(ctx context.Context, r *api.Request, target account.ID, answer passcode.Answer, now time.Time) (api.Reply, error) {
	var code passcode.Passcode
	var user account.User
	var enrolled factor.Set
	var g errgroup.Group
	g.Go(func() (err error) {
		code, _, err = h.redeemer.Redeem(ctx, answer, now)
		return err
	})
	g.Go(func() (err error) {
		user, err = h.users.User(ctx, target)
		return err
	})
	g.Go(func() (err error) {
		enrolled, err = h.users.Factors(ctx, target)
		return err
	})
	if err := g.Wait(); err != nil {
		return api.Reply{}, err
	}
	if code.UserID != r.Caller.UserID {
		return api.Reply{}, passcode.ErrClosed
	}
	var left error
	g.Go(func() (err error) {
		left, err = h.users.DeleteUser(ctx, user, enrolled, &code, now)
		return err
	})
	g.Go(func() error { r.Warn(h.redeemer.RefundFailure(ctx, code)); return nil })
	if err := g.Wait(); err != nil {
		return api.Reply{}, err
	}
	r.Warn(left)
	r.Warn(h.notifier.Notify(ctx, user, message.AccountDeleted))
	return api.NoContent(), nil
}

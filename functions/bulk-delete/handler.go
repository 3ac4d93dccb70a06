package main

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/idempotency"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/bulk"
	"latchkey/shared/edge/idempotent"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
		Factors(ctx context.Context, id account.ID) (factor.Set, error)
		DeleteUser(ctx context.Context, u account.User, enrolled factor.Set, spend *passcode.Passcode, now time.Time) (left, err error)
	}
	codes interface {
		Spend(ctx context.Context, p passcode.Passcode, now time.Time) error
	}
	requests idempotent.Requests
	issuer   passcode.Issuer
	redeemer passcode.Redeemer
	notifier message.Notifier
	now      func() time.Time
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	ids, err := idsOf(r)
	if err != nil {
		return api.Reply{}, err
	}
	if err := idempotent.CheckKey(r); err != nil {
		return api.Reply{}, err
	}
	now := h.now()
	if err := r.Fresh(now); err != nil {
		return api.Reply{}, err
	}
	answer, given, err := api.StepUp(r, passcode.DeleteUsers, changeText(ids))
	if err != nil {
		return api.Reply{}, err
	}
	if !given {
		return h.requestCode(ctx, r, ids, now)
	}
	return h.requests.Once(ctx, r, func(idempotency.Run) (api.Reply, error) { return h.deleteWithCode(ctx, r, answer, ids, now) })
}

// requestCode answers the first request with a challenge, and sends its code to the caller.
func (h handler) requestCode(ctx context.Context, r *api.Request, ids []account.ID, now time.Time) (api.Reply, error) {
	caller, err := h.users.User(ctx, r.Caller.UserID)
	if err != nil {
		return api.Reply{}, err
	}
	methods := caller.StepUpMethods(now)
	p, err := h.issuer.Issue(ctx, passcode.Request{
		User: caller, Purpose: passcode.DeleteUsers, Change: changeText(ids), Device: r.Device(),
	}.By(methods, methods.First()), now)
	if err != nil {
		return api.Reply{}, err
	}
	return api.Accepted(wire.ChallengedOf(p)), nil
}

// deleteWithCode uses the code before it deletes any user: one code, one run.
func (h handler) deleteWithCode(ctx context.Context, r *api.Request, answer passcode.Answer, ids []account.ID, now time.Time) (api.Reply, error) {
	code, caller, err := h.redeemer.Redeem(ctx, answer, now)
	if err != nil {
		return api.Reply{}, err
	}
	if caller.ID != r.Caller.UserID {
		return api.Reply{}, passcode.ErrClosed
	}
	r.Warn(h.redeemer.RefundFailure(ctx, code))
	if err := h.codes.Spend(ctx, code, now); err != nil {
		return api.Reply{}, err
	}
	return bulk.Each(ctx, r, bulk.Of(ids), names, func(ctx context.Context, _ int, id account.ID) (api.Reply, error) {
		return h.deleteUser(ctx, r, id)
	}), nil
}

func (h handler) deleteUser(ctx context.Context, r *api.Request, id account.ID) (api.Reply, error) {
	user, err := h.users.User(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	var enrolled factor.Set
	if user.TwoFactor() != "" {
		if enrolled, err = h.users.Factors(ctx, id); err != nil {
			return api.Reply{}, err
		}
	}
	left, err := h.users.DeleteUser(ctx, user, enrolled, nil, h.now())
	if err != nil {
		return api.Reply{}, err
	}
	r.Warn(left)
	r.Warn(h.notifier.Notify(ctx, user, message.AccountDeleted))
	return api.NoContent(), nil
}

package main

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/staff"
	"latchkey/shared/domain/supportpin"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
	}
	pins interface {
		TryPIN(ctx context.Context, u account.User, now time.Time) (supportpin.PIN, error)
		ReturnTry(ctx context.Context, p supportpin.PIN) error
	}
	limits interface {
		Take(ctx context.Context, c throttle.Charge) error
	}
	records   staff.Recorder
	key       supportpin.Key
	throttles throttle.Key
	now       func() time.Time
}

type input struct {
	PIN supportpin.Digits `json:"pin"`
}

// output has nothing more: a caller who guesses learns only whether the guess was right.
type output struct {
	Valid bool `json:"valid"`
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, given, err := read(r)
	if err != nil {
		return api.Reply{}, err
	}
	now := h.now()
	if err := h.limits.Take(ctx, h.charge(r.Caller.UserID, now)); err != nil {
		return api.Reply{}, err
	}
	user, err := h.users.User(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	valid, err := h.compare(ctx, user, given, now)
	if err != nil {
		return api.Reply{}, err
	}
	return api.OK(output{valid}), nil
}

func read(r *api.Request) (account.ID, supportpin.Digits, error) {
	id, err := r.TargetUserForStaff()
	if err != nil {
		return 0, "", err
	}
	in, err := api.Decode[input](r)
	if err != nil {
		return 0, "", err
	}
	return id, in.PIN, fault.Check(in.PIN.Check()...)
}

// charge counts every try of the caller, right or wrong, so that nobody tries many users once each.
func (h handler) charge(agent account.ID, now time.Time) throttle.Charge {
	return throttle.PINAgent.Charge(h.throttles.User(agent), now)
}

// compare charges a try first and refunds a right one: of many parallel guesses no more are compared
// than the PIN allows.
func (h handler) compare(ctx context.Context, user account.User, given supportpin.Digits, now time.Time) (bool, error) {
	pin, err := h.pins.TryPIN(ctx, user, now)
	if err != nil {
		return false, err
	}
	valid, err := h.key.Matches(ctx, pin, given)
	if err != nil {
		return false, err
	}
	var g errgroup.Group
	g.Go(func() error { return h.records.RecordAct(ctx, audit.PinVerified, user.ID, !valid) })
	if valid {
		g.Go(func() error { return h.pins.ReturnTry(ctx, pin) })
	}
	return valid, g.Wait()
}

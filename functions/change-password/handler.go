package main

import (
	"context"
	"io"
	"slices"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
		UpdateUser(ctx context.Context, u dynamo.Update) error
	}
	limits interface {
		Take(ctx context.Context, c throttle.Charge) error
		Refund(ctx context.Context, c throttle.Charge) error
	}
	policy   password.Policy
	hasher   *password.Hasher
	subjects throttle.Key
	notifier message.Notifier
	random   io.Reader
	now      func() time.Time
}

type input struct {
	Current string `json:"current_password"`
	New     string `json:"new_password"`
}

// errWrong is no 401, by which clients would take their session to be over.
var errWrong = fault.New(fault.Forbidden, "wrong_password", "The current password is wrong.").On("current_password")

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	id, err := r.OwnUser()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.users.User(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	// Before anything is charged: a new password that is refused is no guess at the current one.
	if err := h.check(in, user); err != nil {
		return api.Reply{}, err
	}
	if err := h.verify(ctx, r, user, in.Current); err != nil {
		return api.Reply{}, err
	}
	if err := h.change(ctx, r, user, in.New); err != nil {
		return api.Reply{}, err
	}
	r.Warn(h.notifier.Notify(ctx, user, message.PasswordChanged))
	return api.NoContent(), nil
}

func (h handler) check(in input, u account.User) error {
	return fault.Check(slices.Concat(
		password.CheckPresent("current_password", in.Current),
		h.policy.Check("new_password", in.New, u.Username, u.Email),
		password.Another("new_password", in.New, in.Current))...)
}

// verify counts a wrong password ahead: a stolen session must not be a way to guess the
// password, and of many guesses at once no more are compared than the limit allows. Whatever
// comes after a right one, it was no guess: it is given back at once.
func (h handler) verify(ctx context.Context, r *api.Request, u account.User, current string) error {
	guess := throttle.PasswordCheck.Charge(h.subjects.User(u.ID), h.now())
	if err := h.limits.Take(ctx, guess); err != nil {
		return err
	}
	right, _, err := h.hasher.Verify(u.PasswordHash, current)
	if err == nil && !right {
		return errWrong
	}
	r.Warn(h.limits.Refund(ctx, guess))
	return err
}

// change ends every session but the caller's own, which the store takes along.
func (h handler) change(ctx context.Context, r *api.Request, u account.User, secret string) error {
	hash, err := h.hasher.Hash(h.random, secret)
	if err != nil {
		return err
	}
	next := u.SignOutEverywhere()
	next.UpdatedAt, next.PasswordHash = h.now(), hash
	return h.users.UpdateUser(ctx, dynamo.Update{From: u, To: next, Keep: r.Caller.Session, Act: audit.PasswordChanged})
}

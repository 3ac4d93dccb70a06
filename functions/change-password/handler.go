package main

import (
	"context"
	"slices"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/guessing"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/newpassword"
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
	passwords newpassword.Setter
	watch     guessing.Watch
	subjects  throttle.Key
	now       func() time.Time
}

type input struct {
	Current string `json:"current_password"`
	New     string `json:"new_password"`
}

// errWrong is no 401, because clients would take their session to have ended.
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
	// Before the charge: a new password that is refused is no guess at the current one.
	if err := h.check(in, user); err != nil {
		return api.Reply{}, err
	}
	if err := h.passwords.CheckStolen(ctx, in.New); err != nil {
		return api.Reply{}, err
	}
	if err := h.verify(ctx, r, user, in.Current); err != nil {
		return api.Reply{}, err
	}
	return h.change(ctx, r, user, in.New)
}

func (h handler) check(in input, u account.User) error {
	return fault.Check(slices.Concat(
		password.CheckPresent("current_password", in.Current),
		h.passwords.CheckPolicy(u, in.New),
		password.CheckDiffers(newpassword.Field, in.New, in.Current))...)
}

// verify charges a guess before it compares: a stolen session must not be a way to guess the
// password, and of many guesses at once no more are compared than the limit allows. A right password
// is refunded at once, whatever comes after it.
func (h handler) verify(ctx context.Context, r *api.Request, u account.User, current string) error {
	guess := throttle.PasswordCheck.Charge(h.subjects.User(u.ID), h.now())
	if err := h.limits.Take(ctx, guess); err != nil {
		return err
	}
	right, _, err := h.passwords.Hasher.Verify(u.PasswordHash, current)
	if err == nil && !right {
		r.Warn(h.watch.WrongPassword(ctx, u.Username, u, h.now()))
		return errWrong
	}
	r.Warn(h.limits.Refund(ctx, guess))
	return err
}

// change ends every session but the caller's own, which the store keeps.
func (h handler) change(ctx context.Context, r *api.Request, u account.User, secret string) (api.Reply, error) {
	unsent, err := h.passwords.Set(ctx, newpassword.Change{
		User: u, Secret: secret, At: h.now(), Notice: message.PasswordChanged,
		Write: func(ctx context.Context, next account.User) error {
			return h.users.UpdateUser(ctx, dynamo.Update{From: u, To: next, Keep: r.Caller.Session, Act: audit.PasswordChanged})
		},
	})
	if err != nil {
		return api.Reply{}, err
	}
	r.Warn(unsent)
	return api.NoContent(), nil
}

package main

import (
	"context"
	"io"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/audit"
	"latchkey/shared/dynamo"
	"latchkey/shared/fault"
	"latchkey/shared/message"
	"latchkey/shared/password"
	"latchkey/shared/throttle"
)

type handler struct {
	store    *dynamo.Store
	policy   password.Policy
	hasher   *password.Hasher
	subjects throttle.Key
	courier  message.Courier
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
	id, err := r.Self()
	if err != nil {
		return api.Reply{}, err
	}
	user, guess, err := h.begin(ctx, id, r.Address())
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.check(in, user); err != nil {
		return api.Reply{}, err
	}
	next, err := h.change(user, in)
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.store.UpdateUser(ctx, dynamo.Update{From: user, To: next, Keep: r.Caller.Session, Act: audit.PasswordChanged}); err != nil {
		return api.Reply{}, err
	}
	r.Warn(h.store.Refund(ctx, guess))
	r.Warn(h.courier.Notify(ctx, user.Email, message.PasswordChanged))
	return api.NoContent(), nil
}

// begin counts a failure to sign in ahead: a stolen session must not be a way to guess the
// password.
func (h handler) begin(ctx context.Context, id account.ID, address string) (account.User, throttle.Charge, error) {
	guess := throttle.Charge{
		Limit: throttle.LoginAccount, Subject: h.subjects.Of("user", id.String()), Part: string(h.subjects.Address(address)), At: h.now(),
	}
	var user account.User
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return h.store.Take(ctx, guess) })
	g.Go(func() (err error) {
		user, err = h.store.User(ctx, id)
		return err
	})
	return user, guess, g.Wait()
}

func (h handler) check(in input, u account.User) error {
	reasons := slices.Concat(
		password.Readable("current_password", in.Current),
		h.policy.Check("new_password", in.New, u.Username, u.Email))
	if in.New != "" && in.New == in.Current {
		reasons = append(reasons, fault.Field{Name: "new_password", Code: "password_unchanged", Detail: "The new password is the current one."})
	}
	return fault.Check(reasons...)
}

// change ends every session but the caller's own, which the store takes along.
func (h handler) change(u account.User, in input) (account.User, error) {
	ok, _, err := h.hasher.Verify(u.PasswordHash, in.Current)
	if err != nil {
		return u, err
	}
	if !ok {
		return u, errWrong
	}
	next := u.SignOutEverywhere()
	next.UpdatedAt = h.now()
	next.PasswordHash, err = h.hasher.Hash(h.random, in.New)
	return next, err
}

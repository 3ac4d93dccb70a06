package main

import (
	"context"
	"errors"
	"io"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
		UpdateUser(ctx context.Context, u dynamo.Update) error
	}
	limits interface {
		ClearCount(ctx context.Context, c throttle.Charge) error
	}
	policy   password.Policy
	hasher   *password.Hasher
	notifier message.Notifier
	// subjects name the count of failed sign-ins that a reset empties: it is the way out for a
	// user whom strangers keep from signing in.
	subjects throttle.Key
	random   io.Reader
	now      func() time.Time
}

type input struct {
	Token       string `json:"token"`
	NewPassword string `json:"new_password"`
}

// errClosed is the one answer to a link that is malformed, unknown, used, superseded or expired.
var errClosed = fault.New(fault.Gone, "reset_closed", "This link has expired or was already used. Ask for another.")

// serve gives no session: the second factor, where there is one, still has its say.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.user(ctx, in.Token)
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.check(in.NewPassword, user); err != nil {
		return api.Reply{}, err
	}
	if err := h.reset(ctx, user, in.NewPassword); err != nil {
		return api.Reply{}, err
	}
	r.Warn(h.limits.ClearCount(ctx, throttle.LoginAccount.Charge(h.subjects.User(user.ID), h.now())))
	r.Warn(h.notifier.Notify(ctx, user, message.PasswordReset))
	return api.NoContent(), nil
}

// check compares with the present password last: it costs a hash.
func (h handler) check(secret string, u account.User) error {
	if err := fault.Check(h.policy.Check("new_password", secret, u.Username, u.Email)...); err != nil {
		return err
	}
	return fault.Check(h.hasher.CheckAnother("new_password", u.PasswordHash, secret)...)
}

func (h handler) reset(ctx context.Context, u account.User, secret string) error {
	hash, err := h.hasher.Hash(h.random, secret)
	if err != nil {
		return err
	}
	next := u.SignOutEverywhere()
	next.UpdatedAt, next.PasswordHash = h.now(), hash
	err = h.users.UpdateUser(ctx, dynamo.Update{From: u, To: next, Act: audit.PasswordReset})
	if errors.Is(err, account.ErrChanged) { // of many who use the link at once, another was first
		return errClosed.Because(err)
	}
	return err
}

// user gives the user whose newest link this is, while it lasts.
func (h handler) user(ctx context.Context, given string) (account.User, error) {
	t, ok := token.Parse(token.Reset, given)
	if !ok {
		return account.User{}, errClosed
	}
	u, err := h.users.User(ctx, account.ID(t.ID()))
	switch {
	case errors.Is(err, account.ErrNotFound):
		return u, errClosed
	case err != nil:
		return u, err
	case !t.Matches(u.ResetHash), !h.now().Before(u.ResetExpires), u.Status != account.Active:
		return u, errClosed
	}
	return u, nil
}

package main

import (
	"context"
	"errors"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/newpassword"
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
	passwords newpassword.Setter
	// subjects name the count of failed sign-ins, which a reset clears: it is the way out for a user
	// whom strangers keep from signing in.
	subjects throttle.Key
	now      func() time.Time
}

type input struct {
	Token       string `json:"token"`
	NewPassword string `json:"new_password"`
}

// errClosed is the one answer to a link that is malformed, unknown, used, replaced or expired.
var errClosed = fault.New(fault.Gone, "reset_closed", "This link has expired or was already used. Ask for another.")

// serve gives no session: the second factor, where there is one, is still asked for.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.user(ctx, in.Token)
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.passwords.Check(user, in.NewPassword); err != nil {
		return api.Reply{}, err
	}
	unsent, err := h.reset(ctx, user, in.NewPassword)
	if err != nil {
		return api.Reply{}, err
	}
	r.Warn(h.limits.ClearCount(ctx, throttle.LoginAccount.Charge(h.subjects.User(user.ID), h.now())))
	r.Warn(unsent)
	return api.NoContent(), nil
}

func (h handler) reset(ctx context.Context, u account.User, secret string) (unsent, err error) {
	return h.passwords.Set(ctx, newpassword.Change{
		User: u, Secret: secret, At: h.now(), Notice: message.PasswordReset,
		Write: func(ctx context.Context, next account.User) error {
			err := h.users.UpdateUser(ctx, dynamo.Update{From: u, To: next, Act: audit.PasswordReset})
			if errors.Is(err, account.ErrChanged) { // of many who use the link at once, another was first
				return errClosed.Because(err)
			}
			return err
		},
	})
}

// user gives the user whose newest link this is, while it is valid.
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

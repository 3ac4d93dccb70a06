package main

import (
	"context"
	"errors"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
		CancelRegistration(ctx context.Context, u account.User, quiet throttle.Subject, until time.Time) error
	}
	subjects throttle.Key
	now      func() time.Time
}

type input struct {
	Token string `json:"token"`
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.cancel(ctx, in.Token, h.now()); err != nil {
		return api.Reply{}, err
	}
	return api.NoContent(), nil
}

// cancel removes the account that a token belongs to, while its address is unconfirmed. For a day no
// code is mailed to the address, so that a stranger who typed it cannot have it mailed again.
func (h handler) cancel(ctx context.Context, given string, now time.Time) error {
	t, ok := token.Parse(token.Cancel, given)
	if !ok {
		return account.ErrCancelled
	}
	user, err := h.users.User(ctx, account.ID(t.ID()))
	if errors.Is(err, account.ErrNotFound) {
		return account.ErrCancelled
	}
	if err != nil {
		return err
	}
	if !user.Cancels(t, now) {
		return account.ErrCancelled
	}
	err = h.users.CancelRegistration(ctx, user, passcode.NotMe(h.subjects, user.Email), now.Add(passcode.QuietFor))
	if errors.Is(err, account.ErrChanged) {
		return account.ErrCancelled
	}
	return err
}

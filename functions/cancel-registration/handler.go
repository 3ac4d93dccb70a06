package main

import (
	"context"
	"errors"
	"net/http"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

type handler struct {
	store    *dynamo.Store
	subjects throttle.Key
	now      func() time.Time
}

type input struct {
	Token string `json:"token"`
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	if r.Method() == http.MethodGet {
		return cancelPage, nil
	}
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.cancel(ctx, in.Token, h.now()); err != nil {
		return api.Reply{}, err
	}
	return api.NoContent(), nil
}

// cancel ends the account that a token is of, while its address is unproven. The address is left
// alone for a day, so that whoever typed it once cannot have it mailed at will.
func (h handler) cancel(ctx context.Context, given string, now time.Time) error {
	t, ok := token.Parse(token.Cancel, given)
	if !ok {
		return account.ErrCancelled
	}
	user, err := h.store.User(ctx, account.ID(t.ID()))
	if errors.Is(err, account.ErrNotFound) {
		return account.ErrCancelled
	}
	if err != nil {
		return err
	}
	if !user.Cancels(t, now) {
		return account.ErrCancelled
	}
	err = h.store.CancelRegistration(ctx, user, passcode.NotMe(h.subjects, user.Email), now.Add(passcode.QuietFor), now)
	if errors.Is(err, account.ErrChanged) {
		return account.ErrCancelled
	}
	return err
}

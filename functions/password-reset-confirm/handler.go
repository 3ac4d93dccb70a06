package main

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"time"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/audit"
	"latchkey/shared/dynamo"
	"latchkey/shared/fault"
	"latchkey/shared/message"
	"latchkey/shared/password"
	"latchkey/shared/token"
)

type handler struct {
	store   *dynamo.Store
	policy  password.Policy
	hasher  *password.Hasher
	courier message.Courier
	random  io.Reader
	now     func() time.Time
}

type input struct {
	Token       string `json:"token"`
	NewPassword string `json:"new_password"`
}

// errClosed is the one answer to a link that is malformed, unknown, used, superseded or expired.
var errClosed = fault.New(fault.Gone, "reset_closed", "This link is over. Ask for another.")

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
	if err := fault.Check(h.policy.Check("new_password", in.NewPassword, user.Username, user.Email)...); err != nil {
		return api.Reply{}, err
	}
	next := user.SignOutEverywhere()
	next.UpdatedAt = h.now()
	if next.PasswordHash, err = h.hasher.Hash(h.random, in.NewPassword); err != nil {
		return api.Reply{}, err
	}
	if err := h.store.UpdateUser(ctx, dynamo.Update{From: user, To: next, Act: audit.PasswordReset}); err != nil {
		if errors.Is(err, account.ErrChanged) { // of many who use the link at once, another was first
			err = errClosed.Because(err)
		}
		return api.Reply{}, err
	}
	r.Warn(h.courier.Notify(ctx, user.Email, message.PasswordReset))
	return api.NoContent(), nil
}

// user gives the user whose newest link this is, while it lasts.
func (h handler) user(ctx context.Context, given string) (account.User, error) {
	t, ok := token.Parse(token.Reset, given)
	if !ok {
		return account.User{}, errClosed
	}
	u, err := h.store.User(ctx, account.ID(t.ID()))
	switch {
	case errors.Is(err, account.ErrNotFound):
		return u, errClosed
	case err != nil:
		return u, err
	case subtle.ConstantTimeCompare([]byte(u.ResetHash), []byte(t.Hash())) != 1,
		!h.now().Before(u.ResetExpires), u.Status != account.Active:
		return u, errClosed
	}
	return u, nil
}

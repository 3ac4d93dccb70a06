package main

import (
	"context"
	"io"
	"time"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/audit"
	"latchkey/shared/dynamo"
	"latchkey/shared/message"
	"latchkey/shared/token"
)

type handler struct {
	store   *dynamo.Store
	courier message.Courier
	random  io.Reader
	now     func() time.Time
}

// serve shows the code to the admin, this once, and tells the user that there is one. The
// admin chooses nothing: a body that names a password is refused like any unknown member.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	if err := empty(r); err != nil {
		return api.Reply{}, err
	}
	user, err := r.Named(ctx, h.store)
	if err != nil {
		return api.Reply{}, err
	}
	code, err := token.New(token.AdminReset, h.random, int64(user.ID))
	if err != nil {
		return api.Reply{}, err
	}
	next, err := user.AllowReset(r.Caller.UserID, code.Hash(), h.now())
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.store.UpdateUser(ctx, dynamo.Update{From: user, To: next, Act: audit.ResetAllowed}); err != nil {
		return api.Reply{}, err
	}
	r.Warn(h.courier.Notify(ctx, user.Email, notice(user)))
	return api.OK(api.AllowanceOf(next, code)), nil
}

func empty(r *api.Request) error {
	if !r.HasBody() {
		return nil
	}
	_, err := api.Decode[struct{}](r)
	return err
}

// notice says so where one admin opens the account of another, who could do the same to him.
func notice(u account.User) message.Notice {
	if u.Role == account.RoleAdmin {
		return message.ResetAllowedPeer
	}
	return message.ResetAllowed
}

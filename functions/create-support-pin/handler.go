package main

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/supportpin"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
	}
	pins interface {
		SavePIN(ctx context.Context, p supportpin.PIN) error
	}
	maker supportpin.Maker
	now   func() time.Time
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	now := h.now()
	user, err := h.users.User(ctx, r.Caller.UserID)
	if err != nil {
		return api.Reply{}, err
	}
	pin, digits, err := h.maker.Make(ctx, user, now)
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.pins.SavePIN(ctx, pin); err != nil {
		return api.Reply{}, err
	}
	return api.Created(wire.SupportPINOf(pin, digits)), nil
}

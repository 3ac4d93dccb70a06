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
		PIN(ctx context.Context, u account.User, now time.Time) (supportpin.PIN, error)
	}
	key supportpin.Key
	now func() time.Time
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	user, err := h.users.User(ctx, r.Caller.UserID)
	if err != nil {
		return api.Reply{}, err
	}
	pin, err := h.pins.PIN(ctx, user, h.now())
	if err != nil {
		return api.Reply{}, err
	}
	digits, err := h.key.Decrypt(ctx, pin)
	if err != nil {
		return api.Reply{}, err
	}
	return api.OK(wire.SupportPINOf(pin, digits)), nil
}

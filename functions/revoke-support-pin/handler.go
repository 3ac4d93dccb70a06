package main

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
	}
	pins interface {
		RevokePIN(ctx context.Context, u account.User, now time.Time) error
	}
	now func() time.Time
}

// output is an empty object, because clients read the body of a 202.
type output struct{}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.TargetUserForStaff()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.users.User(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.pins.RevokePIN(ctx, user, h.now()); err != nil {
		return api.Reply{}, err
	}
	return api.Accepted(output{}), nil
}

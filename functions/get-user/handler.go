package main

import (
	"context"

	"latchkey/shared/account"
	"latchkey/shared/api"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
	}
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.Subject()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.users.User(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	return api.OK(api.UserOf(user)), nil
}

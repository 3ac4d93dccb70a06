package main

import (
	"context"

	"latchkey/shared/api"
	"latchkey/shared/audit"
	"latchkey/shared/dynamo"
)

type handler struct{ store *dynamo.Store }

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.Subject()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.store.User(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	if err := r.Reading(ctx, h.store, audit.UserRead, id); err != nil {
		return api.Reply{}, err
	}
	return api.OK(api.UserOf(user)), nil
}

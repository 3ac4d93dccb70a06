package main

import (
	"context"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/audit"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct{ store *dynamo.Store }

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.TargetUser()
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
	return api.OK(wire.UserOf(user)), nil
}

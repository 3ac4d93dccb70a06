package main

import (
	"context"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/audit"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	store *dynamo.Store
	now   func() time.Time
}

type output struct {
	Sessions   []wire.ActiveSession `json:"sessions"`
	NextCursor *string              `json:"next_cursor"` // always null: a user has no more than fit
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.TargetUser()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.store.User(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	stored, err := h.store.Sessions(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	if err := r.Reading(ctx, h.store, audit.SessionsRead, id); err != nil {
		return api.Reply{}, err
	}
	return api.OK(output{Sessions: wire.ActiveSessionsOf(stored, user, r.Caller.Session, h.now())}), nil
}

package main

import (
	"context"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	store   *dynamo.Store
	cursors api.Cursors
}

type output struct {
	Events     []wire.AuditEvent `json:"events"`
	NextCursor *string           `json:"next_cursor"`
}

// serve finds the account by its name or, since records outlive accounts, by the id of the query.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	part, err := h.cursors.Part(r)
	if err != nil {
		return api.Reply{}, err
	}
	id, err := r.NamedID(ctx, h.store)
	if err != nil {
		return api.Reply{}, err
	}
	events, last, err := h.store.AuditEvents(ctx, id, part.After, part.Limit)
	if err != nil {
		return api.Reply{}, err
	}
	return api.OK(output{wire.AuditEventsOf(events), h.cursors.Next(last)}), nil
}

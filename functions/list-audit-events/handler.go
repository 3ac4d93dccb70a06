package main

import (
	"context"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/dynamo"
)

type handler struct {
	store   *dynamo.Store
	cursors api.Cursors
}

type output struct {
	Events     []api.AuditEvent `json:"events"`
	NextCursor *string          `json:"next_cursor"`
}

// serve finds the account by its name or, since records outlive accounts, by its id.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	part, err := h.cursors.Part(r)
	if err != nil {
		return api.Reply{}, err
	}
	id, byID := account.ParseID(r.Path("username"))
	if !byID {
		name := account.CanonicalUsername(r.Path("username"))
		if id, err = h.store.UsernameOwner(ctx, name[:min(len(name), account.NameLimit)]); err != nil {
			return api.Reply{}, err
		}
	}
	events, last, err := h.store.AuditEvents(ctx, id, part.After, part.Limit)
	if err != nil {
		return api.Reply{}, err
	}
	return api.OK(output{api.AuditEventsOf(events), h.cursors.Next(last)}), nil
}

package main

import (
	"context"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/staff"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users   staff.Usernames
	records interface {
		AuditEvents(ctx context.Context, user account.ID, before string, limit int) (events []audit.Event, last string, err error)
	}
	cursors api.Cursors
}

type output struct {
	Events     []wire.AuditEvent `json:"events"`
	NextCursor *string           `json:"next_cursor"`
}

// serve finds the account by username or, since records outlive accounts, by id.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	part, err := h.cursors.Part(r)
	if err != nil {
		return api.Reply{}, err
	}
	target, err := r.TargetByUsername()
	if err != nil {
		return api.Reply{}, err
	}
	id, err := target.FindID(ctx, h.users)
	if err != nil {
		return api.Reply{}, err
	}
	events, last, err := h.records.AuditEvents(ctx, id, part.After, part.Limit)
	if err != nil {
		return api.Reply{}, err
	}
	return api.OK(output{wire.AuditEventsOf(events), h.cursors.Next(last)}), nil
}

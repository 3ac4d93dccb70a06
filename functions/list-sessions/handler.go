package main

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/staff"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
	}
	sessions interface {
		Sessions(ctx context.Context, user account.ID) ([]session.Session, error)
	}
	lifetimes session.Lifetimes
	records   staff.Recorder
	now       func() time.Time
}

type output struct {
	Sessions   []wire.ActiveSession `json:"sessions"`
	NextCursor *string              `json:"next_cursor"` // always null: all sessions of a user fit on one page
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.TargetUser()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.users.User(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	stored, err := h.sessions.Sessions(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	if err := staff.RecordRead(ctx, h.records, r.Caller.UserID, audit.SessionsRead, id); err != nil {
		return api.Reply{}, err
	}
	return api.OK(output{Sessions: wire.ActiveSessionsOf(stored, h.lifetimes, user, r.Caller.Session, h.now())}), nil
}

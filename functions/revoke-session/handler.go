package main

import (
	"context"
	"slices"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/session"
	"latchkey/shared/edge/api"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
	}
	sessions interface {
		Sessions(ctx context.Context, user account.ID) ([]session.Session, error)
		EndSession(ctx context.Context, user account.ID, hash string) error
	}
	notifier message.Notifier
}

var errNotFound = fault.New(fault.NotFound, "session_not_found", "There is no such session.")

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.TargetUser()
	if err != nil {
		return api.Reply{}, err
	}
	sessions, err := h.sessions.Sessions(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	named := slices.IndexFunc(sessions, func(s session.Session) bool { return s.ID == r.Path("session_id") })
	if named < 0 {
		return api.Reply{}, errNotFound
	}
	if err := h.sessions.EndSession(ctx, id, sessions[named].TokenHash); err != nil {
		return api.Reply{}, err
	}
	if id != r.Caller.UserID {
		r.Warn(h.tell(ctx, id))
	}
	return api.NoContent(), nil
}

// tell notifies a user that an admin ended the session.
func (h handler) tell(ctx context.Context, id account.ID) error {
	user, err := h.users.User(ctx, id)
	if err != nil {
		return err
	}
	return h.notifier.Notify(ctx, user, message.SessionEnded)
}

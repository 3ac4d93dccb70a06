package main

import (
	"context"
	"slices"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/session"
	"latchkey/shared/edge/api"
)

type handler struct {
	store    *dynamo.Store
	notifier message.Notifier
}

var errNotFound = fault.New(fault.NotFound, "session_not_found", "There is no such session.")

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.TargetUser()
	if err != nil {
		return api.Reply{}, err
	}
	sessions, err := h.store.Sessions(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	named := slices.IndexFunc(sessions, func(s session.Session) bool { return s.ID == r.Path("session_id") })
	if named < 0 {
		return api.Reply{}, errNotFound
	}
	if err := h.store.EndSession(ctx, id, sessions[named].TokenHash); err != nil {
		return api.Reply{}, err
	}
	if id != r.Caller.UserID {
		r.Warn(h.tell(ctx, id))
	}
	return api.NoContent(), nil
}

// tell lets a user know that an admin signed him out.
func (h handler) tell(ctx context.Context, id account.ID) error {
	user, err := h.store.User(ctx, id)
	if err != nil {
		return err
	}
	return h.notifier.Notify(ctx, user, message.SessionEnded)
}

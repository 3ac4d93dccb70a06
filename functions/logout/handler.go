package main

import (
	"context"

	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

type handler struct {
	sessions interface {
		EndSession(ctx context.Context, user account.ID, hash string) error
	}
}

// serve ends the session for all later requests: the authorizer reads the session each time.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	if err := h.sessions.EndSession(ctx, r.Caller.UserID, r.Caller.Session); err != nil {
		return api.Reply{}, err
	}
	return api.NoContent(), nil
}

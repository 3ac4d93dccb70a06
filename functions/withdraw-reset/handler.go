package main

import (
	"context"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/edge/api"
)

type handler struct {
	store *dynamo.Store
	now   func() time.Time
}

// serve withdraws the grant of any admin, the caller's own or another's.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	user, err := r.Named(ctx, h.store)
	if err != nil {
		return api.Reply{}, err
	}
	if !user.ResetGrant.Valid(h.now()) {
		return api.Reply{}, account.ErrNoResetGrant
	}
	next := user
	next.ResetGrant = account.ResetGrant{}
	if err := h.store.UpdateUser(ctx, dynamo.Update{From: user, To: next, Act: audit.ResetWithdrawn}); err != nil {
		return api.Reply{}, err
	}
	return api.NoContent(), nil
}

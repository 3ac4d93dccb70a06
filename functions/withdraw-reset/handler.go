package main

import (
	"context"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/staff"
	"latchkey/shared/edge/api"
)

type handler struct {
	users interface {
		staff.Users
		UpdateUser(ctx context.Context, u dynamo.Update) error
	}
	now func() time.Time
}

// serve withdraws the grant of any admin, the caller's own or another's.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	target, err := r.TargetByUsername()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := target.Find(ctx, h.users, r.Caller.UserID)
	if err != nil {
		return api.Reply{}, err
	}
	if !user.ResetGrant.Valid(h.now()) {
		return api.Reply{}, account.ErrNoResetGrant
	}
	next := user
	next.ResetGrant = account.ResetGrant{}
	if err := h.users.UpdateUser(ctx, dynamo.Update{From: user, To: next, Act: audit.ResetWithdrawn}); err != nil {
		return api.Reply{}, err
	}
	return api.NoContent(), nil
}

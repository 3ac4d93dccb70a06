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
	users interface {
		WholeUser(ctx context.Context, id account.ID) (account.User, error)
	}
	records staff.Recorder
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.TargetUser()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.users.WholeUser(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	if err := staff.RecordRead(ctx, h.records, r.Caller.UserID, audit.UserRead, id); err != nil {
		return api.Reply{}, err
	}
	shown := wire.WholeUserOf(user)
	if r.Caller.Role.Staff() {
		shown = shown.ForStaff(user)
	}
	return api.OK(shown).Identified(r.Caller), nil
}

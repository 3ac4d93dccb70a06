package main

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/supportpin"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	store interface {
		User(ctx context.Context, id account.ID) (account.User, error)
		PIN(ctx context.Context, u account.User, now time.Time) (supportpin.PIN, error)
		RecordAct(ctx context.Context, act audit.Name, subject account.ID, failed bool) error
	}
	key supportpin.Key
	now func() time.Time
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.TargetUserForStaff()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.store.User(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	pin, err := h.store.PIN(ctx, user, h.now())
	if err != nil {
		return api.Reply{}, err
	}
	// What cannot be recorded is not shown.
	if err := h.store.RecordAct(ctx, audit.PinRead, user.ID, false); err != nil {
		return api.Reply{}, err
	}
	digits, err := h.key.Decrypt(ctx, pin)
	if err != nil {
		return api.Reply{}, err
	}
	return api.OK(wire.SupportPINOf(pin, digits)), nil
}

package main

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/staff"
	"latchkey/shared/domain/supportpin"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
	}
	pins interface {
		PIN(ctx context.Context, u account.User, now time.Time) (supportpin.PIN, error)
	}
	records staff.Recorder
	key     supportpin.Key
	now     func() time.Time
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.TargetUserForStaff()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.users.User(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	pin, err := h.pins.PIN(ctx, user, h.now())
	if err != nil {
		return api.Reply{}, err
	}
	// What cannot be recorded is not shown.
	if err := h.records.RecordAct(ctx, audit.PinRead, user.ID, false); err != nil {
		return api.Reply{}, err
	}
	digits, err := h.key.Decrypt(ctx, pin)
	if err != nil {
		return api.Reply{}, err
	}
	return api.OK(wire.SupportPINOf(pin, digits)), nil
}

package main

import (
	"context"
	"errors"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/staff"
	"latchkey/shared/domain/supportpin"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		WholeUser(ctx context.Context, id account.ID) (account.User, error)
	}
	sessions interface {
		Sessions(ctx context.Context, user account.ID) ([]session.Session, error)
	}
	pins interface {
		PIN(ctx context.Context, u account.User, now time.Time) (supportpin.PIN, error)
	}
	lifetimes session.Lifetimes
	records   staff.Recorder
	now       func() time.Time
}

// output has no secrets: the user has no use for them, and a thief of the file would. Not part of it are
// audit records, which admins list, and the address that the last sign-in code went to.
type output struct {
	User            wire.User            `json:"user"`
	Sessions        []wire.ActiveSession `json:"sessions"`
	RegistrationKey *int64               `json:"registration_key_id"`
	SupportPIN      *wire.HeldPIN        `json:"support_pin"`
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
	now := h.now()
	stored, err := h.sessions.Sessions(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	pin, err := h.heldPIN(ctx, user, now)
	if err != nil {
		return api.Reply{}, err
	}
	out := output{User: wire.WholeUserOf(user), Sessions: wire.ActiveSessionsOf(stored, h.lifetimes, user, r.Caller.Session, now), SupportPIN: pin}
	if user.RegistrationKey != 0 {
		out.RegistrationKey = &user.RegistrationKey
	}
	if err := staff.RecordRead(ctx, h.records, r.Caller.UserID, audit.UserExported, id); err != nil {
		return api.Reply{}, err
	}
	return api.OK(out), nil
}

// heldPIN says until when there is a PIN; nil where there is none.
func (h handler) heldPIN(ctx context.Context, user account.User, now time.Time) (*wire.HeldPIN, error) {
	pin, err := h.pins.PIN(ctx, user, now)
	switch {
	case errors.Is(err, supportpin.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return wire.HeldPINOf(pin), nil
}

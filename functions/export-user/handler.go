package main

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/message"
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
	devices interface {
		Devices(ctx context.Context, user account.ID) ([]device.Device, error)
	}
	factors interface {
		Factors(ctx context.Context, id account.ID) (factor.Set, error)
	}
	domain    string // of passkeys
	lifetimes session.Lifetimes
	language  string // of users who have none
	records   staff.Recorder
	now       func() time.Time
}

// output has no secrets: the user has no use for them, and a thief of the file would. Not part of it are
// audit records, which admins list, and the address that the last sign-in code went to.
type output struct {
	User            wire.User            `json:"user"`
	Sessions        []wire.ActiveSession `json:"sessions"`
	Devices         []wire.Device        `json:"devices"`
	Factors         []wire.Factor        `json:"factors"`
	RecoveryCodes   *wire.RecoveryCodes  `json:"recovery_codes"`
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
	out, err := h.export(ctx, user, r.Caller.Session, h.now())
	if err != nil {
		return api.Reply{}, err
	}
	if err := staff.RecordRead(ctx, h.records, r.Caller.UserID, audit.UserExported, id); err != nil {
		return api.Reply{}, err
	}
	return api.OK(out), nil
}

func (h handler) export(ctx context.Context, user account.User, current string, now time.Time) (output, error) {
	out := output{User: wire.WholeUserOf(user)}
	if user.RegistrationKey != 0 {
		out.RegistrationKey = &user.RegistrationKey
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		enrolled, err := h.factors.Factors(ctx, user.ID)
		out.Factors, out.RecoveryCodes = wire.FactorsOf(user, enrolled, h.domain, now), wire.RecoveryCodesOf(enrolled.Recovery)
		return err
	})
	g.Go(func() error {
		stored, err := h.sessions.Sessions(ctx, user.ID)
		out.Sessions = wire.ActiveSessionsOf(stored, h.lifetimes, user, current, now)
		return err
	})
	g.Go(func() error {
		stored, err := h.devices.Devices(ctx, user.ID)
		live, _ := device.Parted(stored, user, now)
		out.Devices = wire.DevicesOf(live, message.DeviceNames(user.Language, h.language))
		return err
	})
	g.Go(func() (err error) {
		out.SupportPIN, err = h.heldPIN(ctx, user, now)
		return err
	})
	return out, g.Wait()
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

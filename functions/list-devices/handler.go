package main

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/staff"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
	}
	devices interface {
		Devices(ctx context.Context, user account.ID) ([]device.Device, error)
	}
	records  staff.Recorder
	language string // of users who have none
	now      func() time.Time
}

type output struct {
	Devices []wire.Device `json:"devices"`
	Current *string       `json:"current"` // the id of the one that asks
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.TargetUser()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.users.User(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	stored, err := h.devices.Devices(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	if err := staff.RecordRead(ctx, h.records, r.Caller.UserID, audit.UserRead, id); err != nil {
		return api.Reply{}, err
	}
	live, _ := device.Parted(stored, user, h.now())
	out := output{Devices: wire.DevicesOf(live, message.DeviceNames(user.Language, h.language))}
	if current := r.Device().Among(live); current != "" {
		out.Current = &current
	}
	return api.OK(out), nil
}

package main

import (
	"context"
	"slices"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/edge/api"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
	}
	devices interface {
		Devices(ctx context.Context, user account.ID) ([]device.Device, error)
		ForgetDevice(ctx context.Context, d device.Device) error
	}
	now func() time.Time
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
	live, _ := device.Parted(stored, user, h.now())
	named := slices.IndexFunc(live, func(d device.Device) bool { return d.ID == r.Path("device_id") })
	if named < 0 {
		return api.Reply{}, device.ErrNotFound
	}
	if err := h.devices.ForgetDevice(ctx, live[named]); err != nil {
		return api.Reply{}, err
	}
	return api.NoContent(), nil
}

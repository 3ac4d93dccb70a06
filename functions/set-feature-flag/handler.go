package main

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/flag"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	flags interface {
		SetFlag(ctx context.Context, f flag.Flag) error
	}
	now func() time.Time
}

// input is the whole flag, as with any PUT: a member that is left out is off.
type input struct {
	Enabled    bool         `json:"enabled"`
	Percentage int          `json:"percentage"`
	Users      []account.ID `json:"users"`
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	name, err := flag.Find(r.Path("name"))
	if err != nil {
		return api.Reply{}, err
	}
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	f := flag.Flag{Name: name, Enabled: in.Enabled, Percentage: in.Percentage, Users: in.Users}
	if err := fault.Check(f.Check()...); err != nil {
		return api.Reply{}, err
	}
	f = f.Set(r.Caller.UserID, h.now())
	if err := h.flags.SetFlag(ctx, f); err != nil {
		return api.Reply{}, err
	}
	return api.OK(wire.FeatureFlagOf(f)), nil
}

package main

import (
	"context"

	"latchkey/shared/domain/flag"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	flags interface {
		Flags(ctx context.Context) ([]flag.Flag, error)
	}
}

type output struct {
	FeatureFlags []wire.FeatureFlag `json:"feature_flags"`
	NextCursor   *string            `json:"next_cursor"` // always null: there are few flags
}

func (h handler) serve(ctx context.Context, _ *api.Request) (api.Reply, error) {
	flags, err := h.flags.Flags(ctx)
	if err != nil {
		return api.Reply{}, err
	}
	out := output{}
	for _, f := range flags {
		out.FeatureFlags = append(out.FeatureFlags, wire.FeatureFlagOf(f))
	}
	return api.OK(out), nil
}

package main

import (
	"context"
	"time"

	"latchkey/shared/domain/accesstoken"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct{ issuer accesstoken.Issuer }

// cached is how long the answers may be kept. A new key is in the set long before it signs.
const cached = 5 * time.Minute

// serve answers both routes.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	if r.Route() == "GET /.well-known/openid-configuration" {
		return api.OK(wire.ConfigurationOf(h.issuer)).Public(cached), nil
	}
	keys, err := h.issuer.Keys.All(ctx)
	if err != nil {
		return api.Reply{}, err
	}
	return api.OK(wire.KeySetOf(keys)).Public(cached), nil
}

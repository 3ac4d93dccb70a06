package main

import (
	"context"

	"latchkey/shared/edge/api"
)

// health touches no table: a probe must not cost what it probes.
func health(context.Context, *api.Request) (api.Reply, error) {
	return api.OK(map[string]string{"status": "ok"}), nil
}

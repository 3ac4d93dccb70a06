package main

import (
	"context"

	"latchkey/shared/edge/api"
)

// health reads no table: a probe should cost nothing.
func health(context.Context, *api.Request) (api.Reply, error) {
	return api.OK(map[string]string{"status": "ok"}), nil
}

package main

import (
	"context"
	_ "embed"

	"latchkey/shared/api"
)

//go:embed openapi.yaml
var contract string

// serve touches no table. The page is made on the first request for it, and not at the start.
func serve(_ context.Context, r *api.Request) (api.Reply, error) {
	if r.Route() == "GET /docs" {
		return page()
	}
	return api.Text(contract, "application/yaml"), nil
}

package main

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"strings"

	"latchkey/shared/edge/api"
)

var (
	//go:embed openapi.yaml
	contract string
	// page is the contract in HTML; `make docs` writes it.
	//go:embed docs.html
	page string
)

// serve touches no table.
func serve(_ context.Context, r *api.Request) (api.Reply, error) {
	if r.Route() == "GET /docs" {
		return api.Page(page, policy(page)), nil
	}
	return api.Text(contract, "application/yaml"), nil
}

// policy lets the page have its own style and nothing else: no script, and nothing to load.
func policy(page string) string {
	_, style, _ := strings.Cut(page, "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" +
		"; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

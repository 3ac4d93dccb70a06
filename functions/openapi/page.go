package main

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template" //nolint:depguard // no other function links it, and the contract is too much to escape by hand
	"strings"
	"sync"

	"latchkey/functions/openapi/document"
	"latchkey/shared/api"
)

var (
	//go:embed page.html
	layout string
	//go:embed style.css
	style string
)

// page is the contract in HTML, without a script, and with nothing to load.
var page = sync.OnceValues(func() (api.Reply, error) {
	d, err := document.Parse([]byte(contract))
	if err != nil {
		return api.Reply{}, fmt.Errorf("read the contract: %w", err)
	}
	t, err := template.New("page").Funcs(template.FuncMap{"callers": document.Callers, "lower": strings.ToLower}).Parse(layout)
	if err != nil {
		return api.Reply{}, fmt.Errorf("read the layout: %w", err)
	}
	var html strings.Builder
	err = t.Execute(&html, struct {
		*document.Document
		Style template.CSS
	}{d, template.CSS(style)}) //nolint:gosec // the service's own, from this folder
	if err != nil {
		return api.Reply{}, fmt.Errorf("fill the layout: %w", err)
	}
	sum := sha256.Sum256([]byte(style))
	return api.Page(html.String(), "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"+
		"; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'"), nil
})

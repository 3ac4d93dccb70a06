package contract

import (
	_ "embed"
	"fmt"
	"html/template"
	"path/filepath"
	"strings"

	"latchkey/infra/contract/document"
)

var (
	//go:embed page.html
	layout string
	//go:embed style.css
	style string
)

// Page is the contract in HTML, without a script, and with nothing to load.
func Page(d *document.Document) (string, error) {
	t, err := template.New("page").Funcs(template.FuncMap{"callers": document.Callers, "lower": strings.ToLower}).Parse(layout)
	if err != nil {
		return "", fmt.Errorf("read the layout: %w", err)
	}
	var html strings.Builder
	err = t.Execute(&html, struct {
		*document.Document
		Style template.CSS
	}{d, template.CSS(style)}) //nolint:gosec // the service's own, from this folder
	if err != nil {
		return "", fmt.Errorf("fill the layout: %w", err)
	}
	return html.String(), nil
}

// PagePath is where the page is in the repository at root, from where function openapi serves it.
func PagePath(root string) string { return filepath.Join(root, "functions", "openapi", "docs.html") }

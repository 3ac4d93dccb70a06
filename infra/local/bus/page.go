package bus

import (
	_ "embed"
	"net/http"

	"latchkey/infra/local/page"
)

var (
	//go:embed page.html
	html string
	//go:embed page.css
	style string
	//go:embed page.js
	script string
)

// Handler serves the page and the events under /_local/events.
func (b *Bus) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_local/events", page.Page{HTML: html, Style: style, Script: script}.Serve())
	mux.HandleFunc("GET /_local/events.json", func(w http.ResponseWriter, _ *http.Request) { page.JSON(w, b.Events()) })
	mux.HandleFunc("DELETE /_local/events.json", page.Emptied(b.Empty))
	return mux
}

package outbox

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

// Handler serves the page, the messages and the previews under /_local/outbox.
func (o *Outbox) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_local/outbox", page.Page{HTML: html, Style: style, Script: script, ShowsMails: true}.Serve())
	mux.HandleFunc("GET /_local/outbox.json", func(w http.ResponseWriter, r *http.Request) {
		page.JSON(w, o.Messages(r.URL.Query().Get("to")))
	})
	mux.HandleFunc("DELETE /_local/outbox", page.Emptied(o.Empty))
	mux.HandleFunc("DELETE /_local/outbox.json", page.Emptied(o.Empty))
	mux.HandleFunc("GET /_local/outbox/previews.json", o.servePreviews)
	return mux
}

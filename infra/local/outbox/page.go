package outbox

import (
	_ "embed"
	"net/http"

	"latchkey/infra/local/page"
)

//go:embed page.html
var html []byte

// Handler serves the page and the messages under /_local/outbox.
func (o *Outbox) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_local/outbox", page.Serve(html, page.InlineStyles))
	mux.HandleFunc("GET /_local/outbox.json", func(w http.ResponseWriter, r *http.Request) {
		page.JSON(w, o.Messages(r.URL.Query().Get("to")))
	})
	mux.HandleFunc("DELETE /_local/outbox", page.Emptied(o.Empty))
	mux.HandleFunc("DELETE /_local/outbox.json", page.Emptied(o.Empty))
	return mux
}

package bus

import (
	_ "embed"
	"net/http"

	"latchkey/infra/local/page"
)

//go:embed page.html
var html []byte

// Handler serves the page and the events under /_local/events.
func (b *Bus) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_local/events", page.Serve(html))
	mux.HandleFunc("GET /_local/events.json", func(w http.ResponseWriter, _ *http.Request) { page.JSON(w, b.Events()) })
	mux.HandleFunc("DELETE /_local/events.json", page.Emptied(b.Empty))
	return mux
}

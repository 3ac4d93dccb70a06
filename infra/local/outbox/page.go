package outbox

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"net/http"
)

//go:embed page.html
var page []byte

// Handler serves the page and the messages under /_local/outbox.
func (o *Outbox) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_local/outbox", servePage)
	mux.HandleFunc("GET /_local/outbox.json", o.serveMessages)
	mux.HandleFunc("DELETE /_local/outbox", o.serveEmpty)
	mux.HandleFunc("DELETE /_local/outbox.json", o.serveEmpty)
	return mux
}

func (o *Outbox) serveMessages(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_ = json.NewEncoder(w).Encode(o.Messages(r.URL.Query().Get("to")))
}

func (o *Outbox) serveEmpty(w http.ResponseWriter, _ *http.Request) {
	o.Empty()
	w.WriteHeader(http.StatusNoContent)
}

func servePage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", pagePolicy())
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(page)
}

// pagePolicy allows the one script of the page and nothing from elsewhere. The frame that
// shows a mail inherits it, which is why styles may stand inline: mails have no others.
func pagePolicy() string {
	_, rest, _ := bytes.Cut(page, []byte("<script>"))
	script, _, _ := bytes.Cut(rest, []byte("</script>"))
	sum := sha256.Sum256(script)
	return "default-src 'none'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; " +
		"style-src 'unsafe-inline'; img-src data:; connect-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

package bus

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

// Handler serves the page and the events under /_local/events.
func (b *Bus) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_local/events", servePage)
	mux.HandleFunc("GET /_local/events.json", b.serveEvents)
	mux.HandleFunc("DELETE /_local/events.json", b.serveEmpty)
	return mux
}

func (b *Bus) serveEvents(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_ = json.NewEncoder(w).Encode(b.Events())
}

func (b *Bus) serveEmpty(w http.ResponseWriter, _ *http.Request) {
	b.Empty()
	w.WriteHeader(http.StatusNoContent)
}

// servePage allows the one script and the one style of the page, and nothing from elsewhere.
func servePage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src "+digest("script")+"; style-src "+digest("style")+
		"; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(page)
}

// digest names what stands in an element of the page, as a policy does.
func digest(element string) string {
	_, rest, _ := bytes.Cut(page, []byte("<"+element+">"))
	inside, _, _ := bytes.Cut(rest, []byte("</"+element+">"))
	sum := sha256.Sum256(inside)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

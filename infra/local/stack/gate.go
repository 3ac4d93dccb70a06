package stack

import (
	"net/http"
	"sync/atomic"
)

// gate refuses every request until it is opened, so that once /health answers, everything is
// there.
type gate struct{ opened atomic.Pointer[http.Handler] }

func (g *gate) open(handler http.Handler) { g.opened.Store(&handler) }

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if handler := g.opened.Load(); handler != nil {
		(*handler).ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Retry-After", "1")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = w.Write([]byte(`{"message":"The local stack is still starting."}`))
}

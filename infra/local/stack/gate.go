package stack

import (
	"net/http"
	"sync/atomic"
)

// gate stands before the gateway. Until it is opened it refuses, so that whoever waits for
// /health finds everything there once that answers.
type gate struct{ behind atomic.Pointer[http.Handler] }

func (g *gate) open(handler http.Handler) { g.behind.Store(&handler) }

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if handler := g.behind.Load(); handler != nil {
		(*handler).ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Retry-After", "1")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = w.Write([]byte(`{"message":"The local stack is still starting."}`))
}

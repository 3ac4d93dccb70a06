package permission

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
)

// Witness stands before AWS and notes what is asked of it.
type Witness struct {
	Account string
	Table   func(name string) string // what a table is called in the template that is judged

	mu   sync.Mutex
	seen map[Call]bool
}

// Before notes requests on their way to a handler.
func (w *Witness) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(rw, err.Error(), http.StatusBadGateway)
			return
		}
		if signed, ok := signed(r, body); ok {
			w.note(w.calls(signed))
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(rw, r)
	})
}

func (w *Witness) note(calls []Call) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen == nil {
		w.seen = map[Call]bool{}
	}
	for _, c := range calls {
		w.seen[c] = true
	}
}

// Calls are all that were made, each of them once.
func (w *Witness) Calls() []Call {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Collect(maps.Keys(w.seen))
}

package permission

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
)

// Recorder is a handler before AWS that records the calls.
type Recorder struct {
	Account string
	Table   func(name string) string // the name of a table in the template that is checked

	mu   sync.Mutex
	seen map[Call]bool
}

// Before records requests on their way to a handler.
func (rec *Recorder) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(rw, err.Error(), http.StatusBadGateway)
			return
		}
		if signed, ok := signed(r, body); ok {
			rec.record(rec.calls(signed))
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(rw, r)
	})
}

func (rec *Recorder) record(calls []Call) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if rec.seen == nil {
		rec.seen = map[Call]bool{}
	}
	for _, c := range calls {
		rec.seen[c] = true
	}
}

// Calls are all recorded calls, each of them once.
func (rec *Recorder) Calls() []Call {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return slices.Collect(maps.Keys(rec.seen))
}

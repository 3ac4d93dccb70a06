package world

import (
	"net/http"
	"sync/atomic"

	"latchkey/infra/testing/testdb"
)

// Senders are SES and SNS, before the outbox; they may fail.
type Senders struct{ fault atomic.Value }

// Break gives every message from now on a fault.
func (s *Senders) Break(f testdb.Fault) { s.fault.Store(f) }

// over answers as AWS does where it fails. A message whose answer is dropped was taken; a 500, and a
// refusal that no other try changes, mean that it was not.
func (s *Senders) over(taken http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		fault, _ := s.fault.Load().(testdb.Fault)
		switch fault {
		case testdb.Throttled:
			w.Header().Set("X-Amzn-ErrorType", "MessageRejected")
			http.Error(w, "{}", http.StatusBadRequest)
		case testdb.Failed:
			http.Error(w, "{}", http.StatusInternalServerError)
		default:
			testdb.Broken(taken, fault, w, r)
		}
	}
}

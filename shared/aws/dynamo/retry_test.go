package dynamo_test

import (
	"errors"
	"testing"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/aws/dynamo"
)

// Throttled for good, a call is tried again a bounded number of times and then is
// ErrUnavailable; throttled for a while, it succeeds unseen.
func TestThrottledCallsAreTriedAgain(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	db.Edge.Refuse(func(string) bool { return true })
	calls := db.Edge.During(func() {
		if err := db.Store.Register(t.Context(), u, nil); !errors.Is(err, dynamo.ErrUnavailable) {
			t.Errorf("throttled for good: %v", err)
		}
	})
	if n := len(calls); n < 2 || n > 10 {
		t.Errorf("%d calls", n)
	}
	db.Edge.Refuse(nil)
	count(t, db, map[string]int{})

	left := 3
	db.Edge.Refuse(func(string) bool { left--; return left >= 0 })
	if err := db.Store.Register(t.Context(), u, nil); err != nil {
		t.Errorf("throttled three times: %v", err)
	}
	count(t, db, map[string]int{"Users": 1, "Claims": 2, "AuditEvents": 1})
}

package dynamo_test

import (
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/domain/audit"
)

// A record says who named the address, where it was not the gateway.
func TestRecordsSayWhoNamedTheAddress(t *testing.T) {
	db := testdb.New(t)
	for _, via := range []string{"", "backend"} {
		ctx := audit.With(t.Context(), audit.Trail{Actor: 7, Address: "198.51.100.7", Via: via, RequestID: "r", At: time.Now()})
		if err := db.Store.RecordAct(ctx, audit.PinRead, 7, false); err != nil {
			t.Fatal(err)
		}
		events, _, err := db.Store.AuditEvents(t.Context(), 7, "", 1)
		if err != nil || len(events) != 1 || events[0].Via != via || events[0].Address != "198.51.100.7" {
			t.Errorf("%q: %+v, %v", via, events, err)
		}
	}
}

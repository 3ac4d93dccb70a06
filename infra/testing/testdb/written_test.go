package testdb_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/session"
)

// Every way of writing is counted; reading is not. A count that missed a write would have a test of faults
// compare what was there before.
func TestWrites(t *testing.T) {
	db := testdb.New(t)
	table := db.Tables.Sessions
	direct := db.Direct(t)
	key := map[string]types.AttributeValue{"user_id": &types.AttributeValueMemberN{Value: "7"}, "token_hash": &types.AttributeValueMemberS{Value: "h"}}
	save := func(s *dynamo.Store) {
		if err := s.SaveSession(t.Context(), session.Session{UserID: 7, TokenHash: "s", ExpiresAt: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	before := db.Writes(table)
	if db.Scan(t, table); before != 0 || db.Writes(table) != 0 {
		t.Errorf("%d writes before any", db.Writes(table))
	}
	for name, write := range map[string]func(){
		"the store":       func() { save(db.Store) },
		"a direct store":  func() { save(direct) },
		"from outside":    func() { db.Set(t, table, key, map[string]types.AttributeValue{"ip": key["token_hash"]}) },
		"seeds":           func() { testdb.Seed(t, table, 1, func(int) map[string]types.AttributeValue { return key }) },
		"what is deleted": func() { db.Delete(t, table, key) },
	} {
		before := db.Writes(table)
		if write(); db.Writes(table) == before {
			t.Errorf("%s: nobody counts it", name)
		}
	}
}

package testdb_test

import (
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/testdb"
)

// A test finds its tables empty, whatever the test before it wrote, and tests at the same time
// have tables of their own.
func TestTablesAreEmpty(t *testing.T) {
	for _, users := range []int{3, 200, 3} {
		t.Run("", func(t *testing.T) {
			db, beside := testdb.New(t), testdb.New(t)
			for id := range users {
				key := map[string]types.AttributeValue{"id": &types.AttributeValueMemberN{Value: strconv.Itoa(id)}}
				db.Set(t, db.Tables.Users, key, map[string]types.AttributeValue{"username": &types.AttributeValueMemberS{Value: "alba"}})
			}
			if n := db.Count(t)["Users"]; n != users {
				t.Errorf("%d users, want the %d that this test made", n, users)
			}
			if n := beside.Count(t); len(n) > 0 {
				t.Errorf("the tables beside have %v", n)
			}
		})
	}
}

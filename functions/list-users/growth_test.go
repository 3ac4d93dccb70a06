package main

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

type row = map[string]types.AttributeValue

// staff seeds users of a role, as the index of the uncommon has them.
func staff(t *testing.T, w *world.World, from, count int, role, status string) {
	t.Helper()
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	testdb.Seed(t, w.Tables.Users, count, func(i int) row {
		u := testdb.Settled(from+i, w.Now())
		u["role"], u["status"], u["uncommon"] = text(role), text(status), text(role+" "+status)
		return u
	})
}

// What a list of staff or of disabled users reads grows with those whom it shows, and not with
// the users: ten times as many cost no unit more. BenchmarkGrowth has a million.
func TestReadsWhoIsFound(t *testing.T) {
	w, h := setUp(t)
	const few, many = 1000, 10000
	staff(t, w, 0, 20, "support", "active")
	staff(t, w, 20, 5, "support", "disabled")
	staff(t, w, 25, 3, "admin", "active")
	staff(t, w, 28, 30, "user", "disabled")
	found := map[string]int{
		"role=support": 25, "role=admin": 3, "status=disabled": 35, "role=user&status=disabled": 30, "role=support&status=active": 20,
		"role=support&email=user000000": 10, "role=admin&username=user000002": 3,
	}
	reads := func() map[string]float64 {
		units := map[string]float64{}
		for query, want := range found {
			calls := w.Edge.During(func() {
				a := world.Do(t, h, as(account.RoleSupport, query+"&limit=100"))
				if out := world.Into[output](t, a); len(out.Users) != want || out.NextCursor != nil {
					t.Errorf("%s: %d %d users, %v", query, a.Status, len(out.Users), out.NextCursor)
				}
			})
			if units[query] = calls.Reads(); units[query] > float64(want)+3*0.5 || calls.Rounds() > 2 {
				t.Errorf("%s: %.1f read units for %d users in %d round trips", query, units[query], want, calls.Rounds())
			}
		}
		return units
	}
	testdb.Seed(t, w.Tables.Users, few, func(i int) row { return testdb.Settled(100+i, w.Now()) })
	before := reads()
	testdb.Seed(t, w.Tables.Users, many-few, func(i int) row { return testdb.Settled(100+few+i, w.Now()) })
	if after := reads(); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("of %d users the read units are %v, and of %d %v", few, before, many, after)
	}
}

package bench

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/testdb"
)

type row = map[string]types.AttributeValue

// users are how many there are among whom few are looked for: LATCHKEY_USERS, such as 1000000,
// which take some minutes to write.
func users(b *testing.B) int {
	b.Helper()
	given := os.Getenv("LATCHKEY_USERS")
	if given == "" {
		return 10000
	}
	n, err := strconv.Atoi(given)
	if err != nil {
		b.Fatal("LATCHKEY_USERS is no number: ", err)
	}
	return n
}

// BenchmarkGrowth counts what it takes to find a thousandth of all users: those whom cleanup is to
// remove, and those who are staff.
func BenchmarkGrowth(b *testing.B) {
	s := start(b, true)
	all, now := users(b), time.Now()
	few := max(all/1000, 1)
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	users := s.physical(b, "UsersTable")
	testdb.Seed(b, users, all-2*few, func(i int) row { return testdb.Settled(i, now) })
	testdb.Seed(b, users, few, func(i int) row {
		u := testdb.Settled(all-2*few+i, now)
		u["role"], u["uncommon"] = text("support"), text("support active")
		return u
	})
	testdb.Seed(b, users, few, func(i int) row {
		u := testdb.Settled(all-few+i, now)
		u["email_confirmed"], u["unconfirmed"] = &types.AttributeValueMemberBOOL{}, u["shard"]
		delete(u, "last_login")
		return u
	})
	b.Run(fmt.Sprintf("list %d staff of %d", few, all), func(b *testing.B) { s.report(b, func() { s.listStaff(b, few) }) })
	b.Run(fmt.Sprintf("remove %d of %d", few, all), func(b *testing.B) {
		s.report(b, func() {
			if out, err := s.Invoke(b.Context(), "cleanup", []byte("{}")); err != nil {
				b.Fatalf("%s %v", out, err)
			}
		})
	})
}

func (s service) report(b *testing.B, do func()) {
	b.Helper()
	calls := s.edge.During(do)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(len(calls)), "calls")
	b.ReportMetric(calls.Reads(), "read-units")
}

func (s service) physical(b *testing.B, logical string) string {
	b.Helper()
	for _, table := range s.Tables {
		if table.LogicalID == logical {
			return table.Name
		}
	}
	b.Fatalf("the template has no %s", logical)
	return ""
}

// listStaff pages through all who are support, as the gateway asks for them.
func (s service) listStaff(b *testing.B, want int) {
	b.Helper()
	var event map[string]any
	sample, err := os.ReadFile(filepath.Join(root, "events", "list-users.json"))
	if err == nil {
		err = json.Unmarshal(sample, &event)
	}
	found, query := 0, map[string]string{"role": "support", "limit": "100"}
	for err == nil {
		event["queryStringParameters"] = query
		var payload, out []byte
		if payload, err = json.Marshal(event); err != nil {
			break
		}
		if out, err = s.Invoke(b.Context(), "list-users", payload); err != nil {
			break
		}
		n, next := listed(b, out)
		if found += n; next == "" || found > want {
			break
		}
		query["cursor"] = next
	}
	if err != nil || found != want {
		b.Fatalf("%d staff are listed, want %d: %v", found, want, err)
	}
}

func listed(b *testing.B, out []byte) (n int, next string) {
	b.Helper()
	var reply struct{ Body string }
	var page struct {
		Users      []json.RawMessage `json:"users"`
		NextCursor *string           `json:"next_cursor"`
	}
	if err := json.Unmarshal(out, &reply); err != nil {
		b.Fatal(err)
	}
	if err := json.NewDecoder(strings.NewReader(reply.Body)).Decode(&page); err != nil {
		b.Fatalf("%s: %v", out, err)
	}
	if page.NextCursor != nil {
		next = *page.NextCursor
	}
	return len(page.Users), next
}

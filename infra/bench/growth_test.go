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

	"latchkey/infra/local/stack"
	"latchkey/infra/testing/running"
	"latchkey/infra/testing/testdb"
)

type row = map[string]types.AttributeValue

// many are the numbers of users among whom few are looked for: with LATCHKEY_USERS=1000000 a million, who take
// a quarter of an hour to write.
func many(t *testing.T) []int {
	t.Helper()
	given := os.Getenv("LATCHKEY_USERS")
	if given == "" {
		return []int{1000, 10000}
	}
	n, err := strconv.Atoi(given)
	if err != nil {
		t.Fatal("LATCHKEY_USERS is no number: ", err)
	}
	return []int{1000, 10000, n}
}

// TestGrowth counts what a thousandth of all users take to be found, those whom cleanup is to remove and those
// who are staff, and that a request and a sign-in take what they took among fewer.
func TestGrowth(t *testing.T) {
	measuring(t)
	w := newTable("Growth", "", "users", "calls", "round trips", "read units", "write units")
	for _, all := range many(t) {
		g, few := grown(t, all), thousandth(all)
		g.report(w, "a request of a user", func() { g.Must(t, 200, "GET", "/users/me", "", "PRIVATE-TOKEN", g.token) })
		g.report(w, "a sign-in", func() { signIn(t, g.Service, "mary") })
		g.report(w, fmt.Sprintf("list %d staff", few), func() { g.listStaff(t, few) })
		g.report(w, fmt.Sprintf("remove %d", few), func() {
			if out, err := g.Invoke(t.Context(), "cleanup", []byte("{}")); err != nil {
				t.Fatalf("%s %v", out, err)
			}
		})
	}
	w.end()
}

func thousandth(all int) int { return max(all/1000, 1) }

// growing is a service with users, and an edge at which its calls are counted.
type growing struct {
	running.Service
	edge  *testdb.Edge
	users int
	token string
}

func grown(t *testing.T, all int) growing {
	t.Helper()
	edge := testdb.NewEdge(t, testdb.Endpoint(t))
	s := running.Start(t, stack.Config{WithoutEvents: true, Slowdown: 10, DynamoDBEndpoint: edge.URL})
	s.User(t, "mary", false)
	g := growing{s, edge, all, signIn(t, s, "mary").Text("token")}
	s.Must(t, 200, "GET", "/users/me", "", "PRIVATE-TOKEN", g.token) // starts the processes
	few, now := thousandth(all), time.Now()
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	users := s.Table(t, "UsersTable")
	testdb.Seed(t, users, all-2*few, func(i int) row { return testdb.Settled(i, now) })
	testdb.Seed(t, users, few, func(i int) row {
		u := testdb.Settled(all-2*few+i, now)
		u["role"], u["uncommon"] = text("support"), text("support active")
		return u
	})
	testdb.Seed(t, users, few, func(i int) row {
		u := testdb.Settled(all-few+i, now)
		u["email_confirmed"], u["unconfirmed"] = &types.AttributeValueMemberBOOL{}, u["shard"]
		delete(u, "last_login")
		return u
	})
	return g
}

func (g growing) report(w table, name string, do func()) {
	calls := g.edge.During(do)
	w.row(name, g.users, len(calls), calls.Chain(), calls.Reads(), calls.Writes())
}

// listStaff pages through all who are support, as the gateway asks for them.
func (g growing) listStaff(t *testing.T, want int) {
	t.Helper()
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
		if out, err = g.Invoke(t.Context(), "list-users", payload); err != nil {
			break
		}
		n, next := listed(t, out)
		if found += n; next == "" || found > want {
			break
		}
		query["cursor"] = next
	}
	if err != nil || found != want {
		t.Fatalf("%d staff are listed, want %d: %v", found, want, err)
	}
}

func listed(t *testing.T, out []byte) (n int, next string) {
	t.Helper()
	var reply struct{ Body string }
	var page struct {
		Users      []json.RawMessage `json:"users"`
		NextCursor *string           `json:"next_cursor"`
	}
	if err := json.Unmarshal(out, &reply); err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(strings.NewReader(reply.Body)).Decode(&page); err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	if page.NextCursor != nil {
		next = *page.NextCursor
	}
	return len(page.Users), next
}

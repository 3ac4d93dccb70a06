package bench

import (
	"cmp"
	"os"
	"slices"
	"testing"

	"latchkey/infra/template"
	"latchkey/infra/testing/cost"
	"latchkey/infra/testing/lines"
	"latchkey/infra/testing/testdb"
)

// TestRoutes prints what the tests of the functions counted, one line for each kind of answer, and fails where they
// counted nothing for a route.
func TestRoutes(t *testing.T) {
	measuring(t)
	counted := readCosts(t)
	service, err := template.Load(testdb.Template(t), template.Options{Assumed: map[string]string{"MailFrom": "no-reply@latchkey.example", "PublicUrl": "https://id.latchkey.example", "AccessTokens": "on"}})
	if err != nil {
		t.Fatal(err)
	}
	w := newTable("What a request takes of DynamoDB, without its authorizer", "", "status", "calls", "round trips", "read units", "write units", "bytes sent", "received", "hashes")
	for _, f := range service.Functions {
		reason, elsewhere := cost.Elsewhere[f.Name]
		switch counts := len(counted[f.Name]) > 0; {
		case !counts && elsewhere:
			w.row(f.Name, reason)
		case !counts:
			t.Errorf("nothing was counted for %s", f.Name)
		}
		for _, s := range counted[f.Name] {
			w.row(f.Name, s.Status, s.Calls, s.Rounds, s.Reads, s.Writes, s.Sent, s.Received, s.Hashes)
		}
	}
	w.end()
}

func readCosts(t *testing.T) map[string][]cost.Spent {
	t.Helper()
	all, err := lines.Read[cost.Spent](os.Getenv(cost.File))
	if err != nil {
		t.Fatal("the tests of the functions counted nothing: ", err)
	}
	slices.SortFunc(all, func(a, b cost.Spent) int {
		return cmp.Or(cmp.Compare(a.Function, b.Function), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Calls, b.Calls))
	})
	counted := map[string][]cost.Spent{}
	for _, s := range all {
		counted[s.Function] = append(counted[s.Function], s)
	}
	return counted
}

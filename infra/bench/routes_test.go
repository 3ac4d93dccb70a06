package bench

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"latchkey/infra/template"
	"latchkey/infra/testing/cost"
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
	content, err := os.ReadFile(os.Getenv(cost.File))
	if err != nil {
		t.Fatal("the tests of the functions counted nothing: ", err)
	}
	counted := map[string][]cost.Spent{}
	for _, line := range slices.Sorted(strings.Lines(string(content))) {
		var s cost.Spent
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatal(err)
		}
		counted[s.Function] = append(counted[s.Function], s)
	}
	return counted
}

// Package growth holds docs/growth.md to the template and to the service: every key has its row, and
// what the page says that an act touches is what is counted.
package growth

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"latchkey/infra/local/stack"
	"latchkey/infra/template"
	"latchkey/infra/testing/testdb"
)

func page(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(filepath.Dir(testdb.Template(t)), "docs", "growth.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// keyed are the rows that begin with a key, such as `Users(id)`.
var keyed = regexp.MustCompile("(?m)^\\| `([A-Za-z_.]+\\([a-z_]+\\))` \\|.*\\|$")

// Every partition key of a table or an index has its row, and no row speaks of one that is gone.
func TestEveryKeyHasItsRow(t *testing.T) {
	service, err := stack.Read(stack.Config{Template: testdb.Template(t)}, "http://localhost")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for _, row := range keyed.FindAllStringSubmatch(page(t), -1) {
		rows[row[1]] = true
	}
	keys := keysOf(service.Tables)
	for _, key := range keys {
		if !rows[key] {
			t.Errorf("docs/growth.md has no row of `%s`: what do a billion users do to it?", key)
		}
		delete(rows, key)
	}
	for key := range rows {
		t.Errorf("docs/growth.md has a row of `%s`, which no table has", key)
	}
	if len(keys) < 20 {
		t.Errorf("the template has %d keys: the test has lost some", len(keys))
	}
}

// keysOf are the tables and indexes by their partition keys: Users(id), Users.by_email(shard).
func keysOf(tables []template.Table) (keys []string) {
	for _, table := range tables {
		name := strings.TrimSuffix(table.LogicalID, "Table")
		keys = append(keys, fmt.Sprintf("%s(%s)", name, table.Keys[0].AttributeName))
		for _, index := range table.GlobalIndexes {
			keys = append(keys, fmt.Sprintf("%s.%s(%s)", name, index.IndexName, index.KeySchema[0].AttributeName))
		}
	}
	return keys
}

// Acts of different users from different networks write to no key in common, but for those that the page
// names; and they touch as many items as it says.
func TestActsTouchWhatThePageSays(t *testing.T) {
	w := start(t)
	documented := page(t)
	for _, a := range acts {
		first, second := w.touched(t, a, "mary"), w.touched(t, a, "anne")
		if row := row(a.name, second, shared(first, second)); !strings.Contains(documented, row+"\n") {
			t.Errorf("docs/growth.md does not have what is counted:\n%s", row)
		}
	}
}

// shared are the keys that both wrote to, without the user's word in them.
func shared(a, b []touch) []string {
	written := map[string]bool{}
	for _, touch := range a {
		written[touch.table+" "+touch.key] = touch.write
	}
	common := map[string]bool{}
	for _, touch := range b {
		if touch.write && written[touch.table+" "+touch.key] {
			scope, _, _ := strings.Cut(touch.key, "#")
			common[touch.table+" "+scope] = true
		}
	}
	return slices.Sorted(maps.Keys(common))
}

// row is that of the page: the act, the items read and written by table, and the keys that all users write to.
func row(name string, touches []touch, shared []string) string {
	of := func(write bool) string {
		n := map[string]int{}
		for _, touch := range touches {
			if touch.write == write {
				n[touch.table]++
			}
		}
		var all []string
		for _, table := range slices.Sorted(maps.Keys(n)) {
			all = append(all, fmt.Sprintf("%s %d", table, n[table]))
		}
		return listed(all)
	}
	return fmt.Sprintf("| %s | %s | %s | %s |", name, of(false), of(true), listed(shared))
}

func listed(all []string) string {
	if len(all) == 0 {
		return "none"
	}
	return strings.Join(all, ", ")
}

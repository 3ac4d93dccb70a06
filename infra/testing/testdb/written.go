package testdb

import (
	"net/http"
	"strings"
	"sync"
)

// writes counts the calls that wrote to each table, by its name. A call is counted before and after it is
// made: who reads the same count twice has not missed one in between.
type writes struct {
	mu    sync.Mutex
	since map[string]int // the table was empty
}

var written = writes{since: map[string]int{}}

func (w *writes) note(tables ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, table := range tables {
		w.since[table]++
	}
}

func (w *writes) count(table string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.since[table]
}

// emptied says whether there was anything to empty.
func (w *writes) emptied(table string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	wrote := w.since[table] > 0
	delete(w.since, table)
	return wrote
}

// during counts a call that writes to a table.
func (w *writes) during(table string, do func() error) error {
	w.note(table)
	defer w.note(table)
	return do()
}

// Writes changes when a table is written to. It is 0 until then.
func (d *Database) Writes(table string) int { return written.count(table) }

// unseen is the way of a client whose calls nobody looks into: each may have written to any table.
type unseen struct{ tables []string }

// RoundTrip makes a call.
func (u unseen) RoundTrip(r *http.Request) (*http.Response, error) {
	written.note(u.tables...)
	defer written.note(u.tables...)
	return connections.RoundTrip(r)
}

// tablesWritten are the names of the tables that a call may write to.
func tablesWritten(operation string, in map[string]any) (tables []string) {
	if reads(operation) {
		return nil
	}
	if table, ok := in["TableName"].(string); ok {
		tables = append(tables, table)
	}
	if batch, ok := in["RequestItems"].(map[string]any); ok {
		for table := range batch {
			tables = append(tables, table)
		}
	}
	transaction, _ := in["TransactItems"].([]any)
	for _, item := range transaction {
		acts, _ := item.(map[string]any)
		for act, of := range acts {
			if of, ok := of.(map[string]any); ok && act != "ConditionCheck" {
				tables = append(tables, tablesWritten(act, of)...)
			}
		}
	}
	return tables
}

func reads(operation string) bool {
	return strings.Contains(operation, "Get") || operation == "Query" || operation == "Scan"
}

package testdb

import (
	"strings"
	"sync"
)

// written are the names of the tables that were written to since they were empty.
var written sync.Map

// wrote says whether a table has to be emptied.
func wrote(table string) bool {
	_, found := written.LoadAndDelete(table)
	return found
}

// noteWrites notes the tables that a call names, unless it is one that only reads.
func noteWrites(operation string, in map[string]any) {
	if reads(operation) {
		return
	}
	if table, ok := in["TableName"].(string); ok {
		written.Store(table, true)
	}
	if batch, ok := in["RequestItems"].(map[string]any); ok {
		for table := range batch {
			written.Store(table, true)
		}
	}
	transaction, _ := in["TransactItems"].([]any)
	for _, item := range transaction {
		acts, _ := item.(map[string]any)
		for act, of := range acts {
			if of, ok := of.(map[string]any); ok && act != "ConditionCheck" {
				noteWrites(act, of)
			}
		}
	}
}

func reads(operation string) bool {
	return strings.Contains(operation, "Get") || operation == "Query" || operation == "Scan"
}

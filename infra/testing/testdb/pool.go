package testdb

import (
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/template"
)

// pool keeps the tables that a test leaves for the next test of the program. To empty a table
// takes a tenth of the time of making one.
var pool struct {
	sync.Mutex
	free map[string][]template.Table // by logical id
}

// errFull is the answer for a table that is quicker to drop than to empty.
var errFull = errors.New("more items than are worth deleting")

// take gives a test every table of the template, empty and of its own.
func take(t testing.TB, client *sdk.Client) []template.Table {
	t.Helper()
	all, err := described()
	if err != nil {
		t.Fatal(err)
	}
	tables, missing := fromPool(all)
	if err := dynamodb.CreateTables(t.Context(), client, missing); err != nil {
		t.Fatal(err)
	}
	tables = append(tables, missing...)
	t.Cleanup(func() { giveBack(t, client, tables) })
	return tables
}

// fromPool takes what there is and names what is to be made.
func fromPool(all []template.Table) (kept, missing []template.Table) {
	pool.Lock()
	defer pool.Unlock()
	prefix := Prefix()
	for _, table := range all {
		if free := pool.free[table.LogicalID]; len(free) > 0 {
			kept = append(kept, free[0])
			pool.free[table.LogicalID] = free[1:]
			continue
		}
		table.Name = prefix + table.Name
		table.StreamView = ""   // nobody reads it here, and DynamoDB Local takes three times as long with it
		table.TTLAttribute = "" // tests set the clock, and to turn it on takes as long as to make the table
		missing = append(missing, table)
	}
	return kept, missing
}

// giveBack empties the tables for the next test. It runs when the edge is closed, so that no call
// of this test comes later. A server that somebody named keeps no table.
func giveBack(t testing.TB, client *sdk.Client, tables []template.Table) {
	named := os.Getenv("DYNAMODB_ENDPOINT") != "" && os.Getenv("DYNAMODB_SHARED") == ""
	var group sync.WaitGroup
	for _, table := range tables {
		group.Go(func() {
			if !named && empty(context.Background(), client, table) == nil {
				keep(table)
				return
			}
			if err := dynamodb.DeleteTables(context.Background(), client, []template.Table{table}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func keep(table template.Table) {
	pool.Lock()
	defer pool.Unlock()
	if pool.free == nil {
		pool.free = map[string][]template.Table{}
	}
	pool.free[table.LogicalID] = append(pool.free[table.LogicalID], table)
}

// most is how many items one call deletes.
const most = 25

// empty deletes the items of a table that has few.
func empty(ctx context.Context, client *sdk.Client, table template.Table) error {
	found, err := client.Scan(ctx, &sdk.ScanInput{
		TableName: &table.Name, Limit: aws.Int32(4 * most), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return err
	}
	if found.LastEvaluatedKey != nil {
		return errFull
	}
	for items := range slices.Chunk(found.Items, most) {
		deletes := make([]types.WriteRequest, len(items))
		for i, item := range items {
			deletes[i].DeleteRequest = &types.DeleteRequest{Key: keyOf(table, item)}
		}
		done, err := client.BatchWriteItem(ctx, &sdk.BatchWriteItemInput{
			RequestItems: map[string][]types.WriteRequest{table.Name: deletes},
		})
		if err != nil {
			return err
		}
		if len(done.UnprocessedItems) > 0 {
			return errFull
		}
	}
	return nil
}

func keyOf(table template.Table, item map[string]types.AttributeValue) map[string]types.AttributeValue {
	key := maps.Clone(item)
	maps.DeleteFunc(key, func(name string, _ types.AttributeValue) bool {
		return !slices.ContainsFunc(table.Keys, func(k template.Key) bool { return k.AttributeName == name })
	})
	return key
}

package testdb

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/template"
)

// shared is the folder in which test programs that share a server leave the tables that they have
// emptied, each set of them as a file with the prefix of their names. To empty tables takes a tenth
// of the time of making them, and DynamoDB Local reads the description of every table it has each
// second. Without the folder, tables are dropped: bare `go test`, or a server that somebody named.
var shared = os.Getenv("DYNAMODB_SHARED")

// errFull is the answer for a table that is quicker to drop than to empty.
var errFull = errors.New("more items than are worth deleting")

// take gives a test every table of the template, empty and of its own.
func take(t testing.TB, client *sdk.Client) []template.Table {
	t.Helper()
	all, err := described()
	if err != nil {
		t.Fatal(err)
	}
	prefix, found := left()
	if !found {
		prefix = Prefix()
	}
	tables := make([]template.Table, len(all))
	for i, table := range all {
		table.Name = prefix + table.Name
		table.StreamView = ""   // nobody reads it here, and DynamoDB Local takes three times as long with it
		table.TTLAttribute = "" // tests set the clock, and to turn it on takes as long as to make the table
		tables[i] = table
	}
	if !found {
		if err := dynamodb.CreateTables(t.Context(), client, tables); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { giveBack(t, client, prefix, tables) })
	return tables
}

// left gives the prefix of tables that another test left. Who removes the file has them.
func left() (prefix string, found bool) {
	if shared == "" {
		return "", false
	}
	files, err := os.ReadDir(shared)
	if err != nil {
		return "", false
	}
	for _, f := range files {
		if os.Remove(filepath.Join(shared, f.Name())) == nil {
			return f.Name(), true
		}
	}
	return "", false
}

// giveBack empties the tables for the next test. It runs when the edge is closed, so that no call
// of this test comes later.
func giveBack(t testing.TB, client *sdk.Client, prefix string, tables []template.Table) {
	ctx := context.Background()
	if shared == "" {
		if err := dynamodb.DeleteTables(ctx, client, tables); err != nil {
			t.Error(err)
		}
		return
	}
	var g errgroup.Group
	for _, table := range tables {
		if written.emptied(table.Name) {
			g.Go(func() error { return Renew(ctx, client, table) })
		}
	}
	err := g.Wait()
	if err == nil {
		err = os.WriteFile(filepath.Join(shared, prefix), nil, 0o600)
	}
	if err != nil {
		t.Error(err)
	}
}

// Renew makes a table as it was when it was new.
func Renew(ctx context.Context, client *sdk.Client, table template.Table) error {
	err := empty(ctx, client, table)
	if errors.Is(err, errFull) {
		if err = dynamodb.DeleteTables(ctx, client, []template.Table{table}); err == nil {
			err = dynamodb.CreateTables(ctx, client, []template.Table{table})
		}
	}
	return err
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

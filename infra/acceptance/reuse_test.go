package acceptance

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/stack"
	"latchkey/infra/testing/testdb"
)

// left has the prefixes of tables that services have left empty for the next one. To make and drop them
// is half of what these tests ask of DynamoDB Local, and it reads the description of every table that it
// has each second.
var left struct {
	sync.Mutex
	prefixes []string
}

// reusable holds for a service whose tables are as those of most: without streams, and without keys.
func reusable(c stack.Config) bool { return c.WithoutEvents && c.DataDir == "" && c.SecretsTable == "" }

// prefix begins the names of a service's tables, which are there already or are made.
func prefix(c stack.Config) string {
	left.Lock()
	defer left.Unlock()
	last := len(left.prefixes) - 1
	if last < 0 || !reusable(c) {
		return testdb.Prefix()
	}
	found := left.prefixes[last]
	left.prefixes = left.prefixes[:last]
	return found
}

// leave empties the tables of a service that has ended, or drops them.
func leave(s service) error {
	if s.prefix == "" {
		return dynamodb.DeleteTables(context.Background(), dynamodb.Client(s.DynamoDBEndpoint), s.Tables)
	}
	if err := s.renew(); err != nil {
		return err
	}
	left.Lock()
	defer left.Unlock()
	left.prefixes = append(left.prefixes, s.prefix)
	return nil
}

// renew empties the tables of a service.
func (s service) renew() error {
	ctx, client := context.Background(), dynamodb.Client(s.DynamoDBEndpoint)
	var g errgroup.Group
	for _, table := range s.Tables {
		g.Go(func() error { return testdb.Renew(ctx, client, table) })
	}
	return g.Wait()
}

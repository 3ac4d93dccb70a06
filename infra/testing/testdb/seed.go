package testdb

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"latchkey/infra/local/dynamodb"
)

// Seed writes items past the service, as many at a time as DynamoDB takes.
func Seed(t testing.TB, table string, count int, item func(i int) map[string]types.AttributeValue) {
	t.Helper()
	client := dynamodb.Client(Endpoint(t))
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(8)
	for from := 0; from < count; from += 25 {
		var requests []types.WriteRequest
		for i := from; i < min(from+25, count); i++ {
			requests = append(requests, types.WriteRequest{PutRequest: &types.PutRequest{Item: item(i)}})
		}
		g.Go(func() error {
			return written.during(table, func() error {
				return write(ctx, client, map[string][]types.WriteRequest{table: requests})
			})
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
}

// write goes on with what was left out.
func write(ctx context.Context, client *sdk.Client, requests map[string][]types.WriteRequest) error {
	for len(requests) > 0 {
		out, err := client.BatchWriteItem(ctx, &sdk.BatchWriteItemInput{RequestItems: requests})
		if err != nil {
			return err
		}
		requests = out.UnprocessedItems
	}
	return nil
}

// Settled is the least of a user who confirmed their address and is in use: no staff, not disabled,
// and nobody's to remove.
func Settled(i int, now time.Time) map[string]types.AttributeValue {
	number := func(n int64) types.AttributeValue {
		return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
	}
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	name := fmt.Sprintf("user%07d", i)
	return map[string]types.AttributeValue{
		"id": number(int64(i + 1)), "shard": number(int64(i % 8)), "username": text(name), "email": text(name + "@x.example"),
		"email_confirmed": &types.AttributeValueMemberBOOL{Value: true}, "role": text("user"), "status": text("active"),
		"version": number(1), "created_at": number(now.Add(-1000 * time.Hour).Unix()), "last_login": number(now.Unix()),
	}
}

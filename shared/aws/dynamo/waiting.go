package dynamo

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/retention"
)

// Accounts that wait to be confirmed stand in an index of their own, by when they were made: what
// a cleanup reads grows with what has expired, and not with the users. The attribute `unconfirmed`
// puts an account there, and goes with the write that ends the wait.
const byUnconfirmed = "by_unconfirmed"

// waiting reads the accounts that have waited for too long, the oldest of a shard first, and the
// shards one after the other. A page is of one shard, and may be empty.
func (s *Store) waiting(rules retention.Rules, now time.Time) func(context.Context, Cursor) ([]item, Cursor, error) {
	before := rules.AccountsBefore(now)
	return func(ctx context.Context, from Cursor) ([]item, Cursor, error) {
		if rules.Unconfirmed == 0 {
			return nil, Cursor{}, nil
		}
		shard, start, err := resumed(from, before)
		if err != nil {
			return nil, Cursor{}, err
		}
		out, err := s.client.Query(ctx, &dynamodb.QueryInput{
			TableName: &s.tables.Users, IndexName: aws.String(byUnconfirmed), Limit: aws.Int32(page), ExclusiveStartKey: start,
			KeyConditionExpression:    aws.String("#unconfirmed = :shard AND #created <= :before"),
			ProjectionExpression:      aws.String("#id"),
			ExpressionAttributeNames:  map[string]string{"#unconfirmed": "unconfirmed", "#created": "created_at", "#id": "id"},
			ExpressionAttributeValues: item{":shard": number(shard), ":before": seconds(before)},
		})
		if err != nil {
			return nil, Cursor{}, failed("Query Users", err)
		}
		items, err := s.whole(ctx, out.Items)
		return items, following(shard, out.LastEvaluatedKey), err
	}
}

// resumed gives the shard of a place and the key to start behind. A key is of no use that lies
// behind what has expired, as one does when UnconfirmedDays was raised since: its shard is begun anew.
func resumed(from Cursor, before time.Time) (shard int, start item, err error) {
	r := reader{item: from.key}
	shard = int(r.number("unconfirmed"))
	if made := r.time("created_at"); !made.IsZero() && !made.After(before) {
		start = from.key
	}
	return shard, start, r.err
}

// following is the place behind a page: in the same shard, at the beginning of the next one, or
// behind the last.
func following(shard int, last item) Cursor {
	switch {
	case last != nil:
		return Cursor{last}
	case shard+1 < shards:
		return Cursor{item{"unconfirmed": number(shard + 1)}}
	}
	return Cursor{}
}

// whole reads the users whom an index names, as many at a time as one call takes.
func (s *Store) whole(ctx context.Context, keys []map[string]types.AttributeValue) (items []item, err error) {
	for some := range slices.Chunk(keys, MostUsers) {
		found, err := s.readAll(ctx, map[string]types.KeysAndAttributes{s.tables.Users: {Keys: some}})
		if err != nil {
			return nil, err
		}
		for _, it := range found[s.tables.Users] {
			items = append(items, it)
		}
	}
	return items, nil
}

package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Mark is what is remembered of the last search of a table.
type Mark struct {
	From    Place // where to go on
	Removed int
}

// markKey is among the counts, under a scope that none of them has. A mark has no end.
func markKey(sw Sweep) item { return item{"scope": text("cleanup/" + sw.Name), "window": number(0)} }

// Mark gives what is remembered; nothing, and so the beginning, before the first search.
func (s *Store) Mark(ctx context.Context, sw Sweep) (Mark, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Throttles, Key: markKey(sw), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return Mark{}, failed("GetItem Throttles", err)
	}
	r := reader{item: out.Item}
	m := Mark{Removed: int(r.number("removed"))}
	if from := read[*types.AttributeValueMemberM](&r, "from"); from != nil {
		m.From = Place{from.Value}
	}
	return m, r.err
}

// SetMark remembers where a search was left and what it removed.
func (s *Store) SetMark(ctx context.Context, sw Sweep, m Mark) error {
	it := markKey(sw)
	it["removed"] = number(m.Removed)
	if m.From.key != nil {
		it["from"] = &types.AttributeValueMemberM{Value: m.From.key}
	}
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.tables.Throttles, Item: it})
	return failed("PutItem Throttles", err)
}

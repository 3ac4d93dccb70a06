package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Checkpoint is where the last search of a table stopped, and what it removed.
type Checkpoint struct {
	From    Cursor // where to go on
	Removed int
}

// checkpointKey is among the counts, under a scope that none of them has. It does not expire.
func checkpointKey(sw Sweep) item {
	return item{"scope": text("cleanup/" + sw.Name), "window": number(0)}
}

// Checkpoint reads that of a table; before the first search it is the beginning.
func (s *Store) Checkpoint(ctx context.Context, sw Sweep) (Checkpoint, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Throttles, Key: checkpointKey(sw), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return Checkpoint{}, failed("GetItem Throttles", err)
	}
	r := reader{item: out.Item}
	m := Checkpoint{Removed: int(r.number("removed"))}
	if from := read[*types.AttributeValueMemberM](&r, "from"); from != nil {
		m.From = Cursor{from.Value}
	}
	return m, r.err
}

// SetCheckpoint stores where a search stopped and what it removed.
func (s *Store) SetCheckpoint(ctx context.Context, sw Sweep, m Checkpoint) error {
	it := checkpointKey(sw)
	it["removed"] = number(m.Removed)
	if m.From.key != nil {
		it["from"] = &types.AttributeValueMemberM{Value: m.From.key}
	}
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.tables.Throttles, Item: it})
	return failed("PutItem Throttles", err)
}

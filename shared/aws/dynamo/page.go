package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// page reads part of a table for a list that a person pages through, from behind a key, and
// says whether there is more. One item more than wanted is read, so that the last page is
// known to be the last.
func (s *Store) page(ctx context.Context, table string, after item, limit int) (items []item, more bool, err error) {
	out, err := s.client.Scan(ctx, &dynamodb.ScanInput{
		TableName: &table, ExclusiveStartKey: after, Limit: aws.Int32(int32(limit + 1)), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return nil, false, failed("Scan "+table, err)
	}
	for _, it := range out.Items[:min(len(out.Items), limit)] {
		items = append(items, it)
	}
	return items, len(out.Items) > limit, nil
}

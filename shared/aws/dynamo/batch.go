package dynamo

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A batch that DynamoDB is too busy for is answered in part, without an error, so the SDK does
// not try it again. What is left is asked for again here, as often and after the same delays.

// readAll reads items by their keys and gives what is found, by table.
func (s *Store) readAll(ctx context.Context, keys map[string]types.KeysAndAttributes) (map[string][]map[string]types.AttributeValue, error) {
	found := map[string][]map[string]types.AttributeValue{}
	for try := 1; ; try++ {
		out, err := s.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: keys})
		if err != nil {
			return nil, failed("BatchGetItem", err)
		}
		for table, items := range out.Responses {
			found[table] = append(found[table], items...)
		}
		if keys = out.UnprocessedKeys; len(keys) == 0 {
			return found, nil
		}
		if err := busy(ctx, try); err != nil {
			return nil, err
		}
	}
}

// writeAll makes writes that have no condition.
func (s *Store) writeAll(ctx context.Context, writes map[string][]types.WriteRequest) error {
	for try := 1; ; try++ {
		out, err := s.client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: writes})
		if err != nil {
			return failed("BatchWriteItem", err)
		}
		if writes = out.UnprocessedItems; len(writes) == 0 {
			return nil
		}
		if err := busy(ctx, try); err != nil {
			return err
		}
	}
}

// busy waits before another try, and refuses the last one.
func busy(ctx context.Context, try int) error {
	if try == attempts {
		return ErrUnavailable
	}
	select {
	case <-ctx.Done():
		return ErrUnavailable.Because(ctx.Err())
	case <-time.After(jitter(try)):
		return nil
	}
}

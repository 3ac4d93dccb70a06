package dynamodb

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/template"
)

// grow gives a table of an earlier run the stream and the indexes that the template has gained since. A key never
// changes, so a table with another one is refused.
func grow(ctx context.Context, client *dynamodb.Client, t template.Table) error {
	wanted := creation(t)
	kept, err := describe(ctx, client, t.Name)
	if err != nil {
		return err
	}
	if !sameKey(kept.KeySchema, wanted.KeySchema) {
		return fmt.Errorf("it was made with another key than the template has now: remove its data, or use another DATA_DIR")
	}
	if wanted.StreamSpecification != nil && kept.StreamSpecification == nil {
		_, err := client.UpdateTable(ctx, &dynamodb.UpdateTableInput{TableName: &t.Name, StreamSpecification: wanted.StreamSpecification})
		if err != nil {
			return fmt.Errorf("stream: %w", err)
		}
	}
	for _, index := range wanted.GlobalSecondaryIndexes {
		at := slices.IndexFunc(kept.GlobalSecondaryIndexes, func(k types.GlobalSecondaryIndexDescription) bool {
			return *k.IndexName == *index.IndexName
		})
		switch {
		case at < 0:
			err = addIndex(ctx, client, wanted, index)
		case !sameKey(kept.GlobalSecondaryIndexes[at].KeySchema, index.KeySchema):
			err = fmt.Errorf("its index %s was made with another key than the template has now: remove its data, or use another DATA_DIR", *index.IndexName)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func sameKey(a, b []types.KeySchemaElement) bool {
	return slices.EqualFunc(a, b, func(a, b types.KeySchemaElement) bool {
		return *a.AttributeName == *b.AttributeName && a.KeyType == b.KeyType
	})
}

// addIndex waits until the index is filled, because DynamoDB makes one at a time.
func addIndex(ctx context.Context, client *dynamodb.Client, table *dynamodb.CreateTableInput, index types.GlobalSecondaryIndex) error {
	_, err := client.UpdateTable(ctx, &dynamodb.UpdateTableInput{
		TableName:            table.TableName,
		AttributeDefinitions: table.AttributeDefinitions,
		GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{{Create: &types.CreateGlobalSecondaryIndexAction{
			IndexName: index.IndexName, KeySchema: index.KeySchema, Projection: index.Projection,
		}}},
	})
	if err != nil {
		return fmt.Errorf("index %s: %w", *index.IndexName, err)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		now, err := describe(ctx, client, aws.ToString(table.TableName))
		if err != nil {
			return fmt.Errorf("index %s: %w", *index.IndexName, err)
		}
		if filled(now.GlobalSecondaryIndexes) {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func filled(indexes []types.GlobalSecondaryIndexDescription) bool {
	return !slices.ContainsFunc(indexes, func(i types.GlobalSecondaryIndexDescription) bool {
		return i.IndexStatus != types.IndexStatusActive
	})
}

func describe(ctx context.Context, client *dynamodb.Client, table string) (*types.TableDescription, error) {
	out, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table})
	if err != nil {
		return nil, fmt.Errorf("DescribeTable: %w", err)
	}
	return out.Table, nil
}

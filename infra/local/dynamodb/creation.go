package dynamodb

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/template"
)

// creation is the table as the template describes it, without deletion protection and backups: a
// local table holds nothing that needs them.
func creation(t template.Table) *dynamodb.CreateTableInput {
	input := &dynamodb.CreateTableInput{
		TableName:   &t.Name,
		BillingMode: types.BillingModePayPerRequest,
		KeySchema:   keySchema(t.Keys),
	}
	if t.StreamView != "" {
		input.StreamSpecification = &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewType(t.StreamView)}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Attributes)) {
		input.AttributeDefinitions = append(input.AttributeDefinitions, types.AttributeDefinition{
			AttributeName: aws.String(name),
			AttributeType: types.ScalarAttributeType(t.Attributes[name]),
		})
	}
	for _, index := range t.GlobalIndexes {
		input.GlobalSecondaryIndexes = append(input.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName:  aws.String(index.IndexName),
			KeySchema:  keySchema(index.KeySchema),
			Projection: &types.Projection{ProjectionType: types.ProjectionType(index.Projection.ProjectionType)},
		})
	}
	return input
}

func keySchema(keys []template.Key) []types.KeySchemaElement {
	var schema []types.KeySchemaElement
	for _, key := range keys {
		schema = append(schema, types.KeySchemaElement{
			AttributeName: aws.String(key.AttributeName),
			KeyType:       types.KeyType(key.KeyType),
		})
	}
	return schema
}

package acceptance

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/local/dynamodb"
)

// challenge is one as it is stored.
func (s service) challenge(t *testing.T, id string) record {
	t.Helper()
	for _, item := range s.scan(t, "PasscodesTable") {
		if words(item["id"]) == id {
			return item
		}
	}
	t.Fatalf("%s is not stored", id)
	return nil
}

// put writes an item past the service.
func (s service) put(t *testing.T, logical string, item record) {
	t.Helper()
	name := s.table(t, logical).Name
	if _, err := dynamodb.Client(s.DynamoDBEndpoint).PutItem(t.Context(), &sdk.PutItemInput{TableName: &name, Item: item}); err != nil {
		t.Fatal(err)
	}
}

// set writes an attribute of an item past the service.
func (s service) set(t *testing.T, logical string, key record, attribute string, value types.AttributeValue) {
	t.Helper()
	name := s.table(t, logical).Name
	_, err := dynamodb.Client(s.DynamoDBEndpoint).UpdateItem(t.Context(), &sdk.UpdateItemInput{
		TableName: &name, Key: key, UpdateExpression: aws.String("SET #a = :v"),
		ExpressionAttributeNames: map[string]string{"#a": attribute}, ExpressionAttributeValues: record{":v": value},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// keyOf is the key of an item.
func (s service) keyOf(t *testing.T, logical string, item record) record {
	t.Helper()
	key := record{}
	for _, k := range s.table(t, logical).Keys {
		key[k.AttributeName] = item[k.AttributeName]
	}
	return key
}

package running

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/local/dynamodb"
)

// Stored is an item of a table, or nil where it has none under that key.
func (s Service) Stored(t testing.TB, logicalID string, key map[string]types.AttributeValue) map[string]types.AttributeValue {
	t.Helper()
	out, err := dynamodb.Client(s.DynamoDBEndpoint).GetItem(t.Context(), &sdk.GetItemInput{
		TableName: aws.String(s.Table(t, logicalID)), Key: key, ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Item
}

// Of are the items that a table, which has the user's id for a key, has of a user.
func (s Service) Of(t testing.TB, logicalID, user string) (items []map[string]types.AttributeValue) {
	t.Helper()
	pages := sdk.NewQueryPaginator(dynamodb.Client(s.DynamoDBEndpoint), &sdk.QueryInput{
		TableName: aws.String(s.Table(t, logicalID)), ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("user_id = :user"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":user": &types.AttributeValueMemberN{Value: user}},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, page.Items...)
	}
	return items
}

// Rewrite changes a number of an item from outside, as no request could: to let time pass.
func (s Service) Rewrite(t testing.TB, logicalID string, key map[string]types.AttributeValue, attribute, value string) {
	t.Helper()
	_, err := dynamodb.Client(s.DynamoDBEndpoint).UpdateItem(t.Context(), &sdk.UpdateItemInput{
		TableName: aws.String(s.Table(t, logicalID)), Key: key, UpdateExpression: aws.String("SET #a = :v"),
		ExpressionAttributeNames:  map[string]string{"#a": attribute},
		ExpressionAttributeValues: map[string]types.AttributeValue{":v": &types.AttributeValueMemberN{Value: value}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

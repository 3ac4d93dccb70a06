package acceptance

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/template"
)

type record = map[string]types.AttributeValue

func (s service) table(t *testing.T, logical string) template.Table {
	t.Helper()
	for _, table := range s.Tables {
		if table.LogicalID == logical {
			return table
		}
	}
	t.Fatalf("the template has no %s", logical)
	return template.Table{}
}

// scan reads a table past the service.
func (s service) scan(t *testing.T, logical string) []record {
	t.Helper()
	items, err := scanned(t.Context(), dynamodb.Client(s.DynamoDBEndpoint), s.table(t, logical).Name)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

func scanned(ctx context.Context, client *sdk.Client, table string) (items []record, err error) {
	pages := sdk.NewScanPaginator(client, &sdk.ScanInput{TableName: &table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		items = append(items, page.Items...)
	}
	return items, nil
}

// setAll changes an attribute of every item of a table, as no request could.
func (s service) setAll(t *testing.T, logical, attribute string, value types.AttributeValue) {
	t.Helper()
	table := s.table(t, logical)
	for _, item := range s.scan(t, logical) {
		key := record{}
		for _, k := range table.Keys {
			key[k.AttributeName] = item[k.AttributeName]
		}
		_, err := dynamodb.Client(s.DynamoDBEndpoint).UpdateItem(t.Context(), &sdk.UpdateItemInput{
			TableName: &table.Name, Key: key, UpdateExpression: aws.String("SET #a = :v"),
			ExpressionAttributeNames: map[string]string{"#a": attribute}, ExpressionAttributeValues: record{":v": value},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// dump gives every value of an item in words.
func dump(item record) string {
	var b strings.Builder
	for name, value := range item {
		switch v := value.(type) {
		case *types.AttributeValueMemberS:
			fmt.Fprintln(&b, name, v.Value)
		case *types.AttributeValueMemberN:
			fmt.Fprintln(&b, name, "number")
		case *types.AttributeValueMemberBOOL:
			fmt.Fprintln(&b, name, v.Value)
		default:
			fmt.Fprintf(&b, "%s %+v\n", name, v)
		}
	}
	return b.String()
}

// setStatus changes the status of a user without a role past the service.
func (s service) setStatus(t *testing.T, username, status string) {
	t.Helper()
	name := s.table(t, "UsersTable").Name
	for _, item := range s.scan(t, "UsersTable") {
		if u, ok := item["username"].(*types.AttributeValueMemberS); !ok || u.Value != username {
			continue
		}
		_, err := dynamodb.Client(s.DynamoDBEndpoint).UpdateItem(t.Context(), &sdk.UpdateItemInput{
			TableName: &name, Key: record{"id": item["id"]}, UpdateExpression: aws.String("SET #s = :s, #u = :u"),
			ExpressionAttributeNames: map[string]string{"#s": "status", "#u": "uncommon"},
			ExpressionAttributeValues: record{
				":s": &types.AttributeValueMemberS{Value: status}, ":u": &types.AttributeValueMemberS{Value: "user " + status},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatalf("no user %s", username)
}

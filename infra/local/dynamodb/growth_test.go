package dynamodb_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/template"
)

func TestEndpointWithoutDynamoDBIsOneSentence(t *testing.T) {
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for _, endpoint := range []string{gone.URL, other.URL, "localhost:8000", "nothing"} {
		err := dynamodb.CheckEndpoint(t.Context(), endpoint)
		if want := "no DynamoDB answers at " + endpoint + ": "; err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := dynamodb.CheckEndpoint(t.Context(), start(t, "").Endpoint); err != nil {
		t.Error(err)
	}
}

func index(name, attribute string) template.Index {
	i := template.Index{IndexName: name, KeySchema: []template.Key{{AttributeName: attribute, KeyType: "HASH"}}}
	i.Projection.ProjectionType = "KEYS_ONLY"
	return i
}

// A table that was kept from before is given what the template has gained, with what it holds.
func TestKeptTablesGrow(t *testing.T) {
	client := dynamodb.Client(start(t, "").Endpoint)
	table := template.Table{Name: "t-Kept", Attributes: map[string]string{"id": "S"}, Keys: []template.Key{{AttributeName: "id", KeyType: "HASH"}}}
	if err := dynamodb.CreateTables(t.Context(), client, []template.Table{table}); err != nil {
		t.Fatal(err)
	}
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	item := map[string]types.AttributeValue{"id": text("1"), "a": text("x"), "b": text("y")}
	if _, err := client.PutItem(t.Context(), &sdk.PutItemInput{TableName: &table.Name, Item: item}); err != nil {
		t.Fatal(err)
	}
	maps.Copy(table.Attributes, map[string]string{"a": "S", "b": "S"})
	table.GlobalIndexes = []template.Index{index("by_a", "a"), index("by_b", "b")}
	for range 2 {
		if err := dynamodb.CreateTables(t.Context(), client, []template.Table{table}); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"by_a", "by_b"} {
		held, err := client.Scan(t.Context(), &sdk.ScanInput{TableName: &table.Name, IndexName: &name})
		if err != nil || held.Count != 1 {
			t.Errorf("%s holds %+v (%v)", name, held, err)
		}
	}

	other := table
	other.GlobalIndexes = []template.Index{index("by_a", "b"), index("by_b", "a")}
	refused(t, client, other, "its index by_a was made with another key")
	other = table
	other.Keys, other.GlobalIndexes[0] = []template.Key{{AttributeName: "a", KeyType: "HASH"}}, index("by_a", "id")
	refused(t, client, other, "it was made with another key")
}

func refused(t *testing.T, client *sdk.Client, table template.Table, why string) {
	t.Helper()
	err := dynamodb.CreateTables(t.Context(), client, []template.Table{table, table})
	if want := "create table " + table.Name + ": " + why; err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v, want %s", err, want)
	}
}

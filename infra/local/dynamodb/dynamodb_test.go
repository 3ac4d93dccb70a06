package dynamodb_test

import (
	"context"
	_ "embed"
	"errors"
	"net/http"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/template"
)

//go:embed testdata/tables.yaml
var tablesYAML []byte

func TestMissingToolIsOneSentence(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := dynamodb.Start(t.Context(), "")
	if err == nil {
		t.Fatal("it started without Java")
	}
	for _, want := range []string{"java does not run here", "install Java 17", "DYNAMODB_ENDPOINT"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("%q is more than a sentence", err)
	}
}

func TestTables(t *testing.T) {
	t.Chdir(t.TempDir())
	folder := "data" // relative to here, wherever the process starts
	tables := tablesOf(t)
	server := start(t, folder)
	client := dynamodb.Client(server.Endpoint)
	for range 2 { // the second time they exist
		if err := dynamodb.CreateTables(t.Context(), client, tables); err != nil {
			t.Fatal(err)
		}
	}
	description, err := client.DescribeTable(t.Context(), &sdk.DescribeTableInput{TableName: &tables[0].Name})
	if err != nil {
		t.Fatal(err)
	}
	if got := description.Table; got.TableStatus != types.TableStatusActive || len(got.GlobalSecondaryIndexes) != 1 {
		t.Errorf("table: %+v", got)
	}
	if !expires(t, client, tables[0].Name) {
		t.Error("time to live is off")
	}
	server.Stop()
	if response, err := http.Get(server.Endpoint); err == nil {
		_ = response.Body.Close()
		t.Error("it answers after Stop")
	}
	keepsData(t, folder, tables)
}

func keepsData(t *testing.T, folder string, tables []template.Table) {
	t.Helper()
	client := dynamodb.Client(start(t, folder).Endpoint)
	if !expires(t, client, tables[0].Name) {
		t.Error("the folder did not keep the table")
	}
	for range 2 { // the second time they are gone
		if err := dynamodb.DeleteTables(t.Context(), client, tables); err != nil {
			t.Fatal(err)
		}
	}
	_, err := client.DescribeTable(t.Context(), &sdk.DescribeTableInput{TableName: &tables[0].Name})
	var gone *types.ResourceNotFoundException
	if !errors.As(err, &gone) {
		t.Errorf("after DeleteTables: %v", err)
	}
}

func TestTableThatCannotBeMadeIsNamed(t *testing.T) {
	tables := tablesOf(t)[:1]
	tables[0].Name = "a b"
	client := dynamodb.Client(start(t, "").Endpoint)
	err := dynamodb.CreateTables(t.Context(), client, tables)
	if err == nil || !strings.Contains(err.Error(), "create table a b") {
		t.Errorf("got %v", err)
	}
}

func expires(t *testing.T, client *sdk.Client, table string) bool {
	t.Helper()
	ttl, err := client.DescribeTimeToLive(t.Context(), &sdk.DescribeTimeToLiveInput{TableName: &table})
	if err != nil {
		t.Fatal(err)
	}
	return ttl.TimeToLiveDescription.TimeToLiveStatus == types.TimeToLiveStatusEnabled
}

func start(t *testing.T, folder string) *dynamodb.Server {
	t.Helper()
	server, err := dynamodb.Start(context.Background(), folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	return server
}

func tablesOf(t *testing.T) []template.Table {
	t.Helper()
	service, err := template.Parse(tablesYAML, template.Options{TablePrefix: "t-"})
	if err != nil {
		t.Fatal(err)
	}
	return service.Tables
}

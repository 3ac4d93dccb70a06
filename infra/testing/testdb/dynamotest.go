// Package testdb gives tests a store on the real DynamoDB Local, with tables of their
// own made from template.yaml, and an edge at which the calls are counted.
//
// It is for tests alone. DYNAMODB_ENDPOINT names the server; where it is not set, each test
// program starts one.
package testdb

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/template"
	"latchkey/shared/aws/dynamo"
)

// Database is a test's own tables.
type Database struct {
	Store  *dynamo.Store
	Edge   *Edge
	Tables dynamo.Tables

	client *sdk.Client
	all    []template.Table
}

// New makes tables that live as long as the test.
func New(t testing.TB) *Database {
	t.Helper()
	endpoint := Endpoint(t)
	client := dynamodb.Client(endpoint)
	tables := take(t, client)
	edge := NewEdge(t, endpoint)
	db := &Database{Store: new(dynamo.Store), Edge: edge, Tables: namesOf(tables), client: client, all: tables}
	db.Renew(patient)
	return db
}

// Renew gives the store a client of its own, as a process that has just started has one: with
// no retries spent and no connection open.
func (d *Database) Renew(client *http.Client, options ...func(*sdk.Options)) {
	*d.Store = *dynamo.New(d.Edge.URL, "eu-west-1", dynamodb.Credentials, d.Edge.Barrier.Client(client, true), d.Tables, options...)
}

// Direct is a store on the same tables whose calls pass no edge, where there are many.
func (d *Database) Direct(t testing.TB) *dynamo.Store {
	t.Helper()
	var names []string
	for _, table := range d.all {
		names = append(names, table.Name)
	}
	return dynamo.New(Endpoint(t), "eu-west-1", dynamodb.Credentials, &http.Client{Transport: unseen{names}}, d.Tables)
}

var server = sync.OnceValues(func() (*dynamodb.Server, error) { return dynamodb.Start(context.Background(), "") })

// Endpoint is where DynamoDB answers.
func Endpoint(t testing.TB) string {
	t.Helper()
	if endpoint := os.Getenv("DYNAMODB_ENDPOINT"); endpoint != "" {
		return endpoint
	}
	return own(t)
}

// OwnEndpoint is where a DynamoDB of this test program's own answers, unless the person who runs
// the tests named one. DynamoDB Local does one thing at a time, and a program that asks much of it would
// hold up all others.
func OwnEndpoint(t testing.TB) string {
	t.Helper()
	if os.Getenv("DYNAMODB_SHARED") == "" {
		return Endpoint(t)
	}
	return own(t)
}

func own(t testing.TB) string {
	t.Helper()
	s, err := server()
	if err != nil {
		t.Fatal(err)
	}
	return s.Endpoint
}

// Prefix begins the names of one test's tables, so that tests share a server and nothing else.
func Prefix() string { return "test-" + strings.ToLower(rand.Text()[:10]) + "-" }

// Template is the path of template.yaml, from wherever the test runs.
func Template(t testing.TB) string {
	t.Helper()
	path, err := findTemplate()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func findTemplate() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		path := filepath.Join(dir, "template.yaml")
		if _, statErr := os.Stat(path); statErr == nil {
			return path, nil
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return "", errors.Join(errors.New("template.yaml is in no folder above the test"), err)
}

// described is read once: reading the template takes longer than creating its tables.
var described = sync.OnceValues(func() ([]template.Table, error) {
	path, err := findTemplate()
	if err != nil {
		return nil, err
	}
	service, err := template.Load(path, template.Options{Assumed: map[string]string{"MailFrom": "no-reply@latchkey.example"}})
	if err != nil {
		return nil, err
	}
	return service.Tables, nil
})

func namesOf(tables []template.Table) dynamo.Tables {
	names := map[string]string{}
	for _, table := range tables {
		names[table.LogicalID] = table.Name
	}
	return dynamo.Tables{
		Users: names["UsersTable"], Claims: names["ClaimsTable"], Sessions: names["SessionsTable"],
		Passcodes: names["PasscodesTable"], Throttles: names["ThrottlesTable"],
		RegistrationKeys: names["RegistrationKeysTable"],
		Idempotency:      names["IdempotencyTable"],
		FeatureFlags:     names["FeatureFlagsTable"],
		SupportPINs:      names["SupportPinsTable"],
		AuditEvents:      names["AuditEventsTable"],
		Profiles:         names["ProfilesTable"],
		ServiceKeys:      names["ServiceKeysTable"],

		AuthorizationCodes: names["AuthorizationCodesTable"],
		Factors:            names["FactorsTable"],
		Devices:            names["DevicesTable"],
	}
}

// Scan gives every item of a table.
func (d *Database) Scan(t testing.TB, table string) []map[string]types.AttributeValue {
	t.Helper()
	var items []map[string]types.AttributeValue
	pages := sdk.NewScanPaginator(d.client, &sdk.ScanInput{TableName: &table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, page.Items...)
	}
	return items
}

// Count says how many items each table has, leaving out those that have none.
func (d *Database) Count(t testing.TB) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for name, table := range map[string]string{
		"Users": d.Tables.Users, "Claims": d.Tables.Claims, "Sessions": d.Tables.Sessions,
		"Passcodes": d.Tables.Passcodes, "Throttles": d.Tables.Throttles,
		"RegistrationKeys": d.Tables.RegistrationKeys,
		"Idempotency":      d.Tables.Idempotency,
		"FeatureFlags":     d.Tables.FeatureFlags,
		"SupportPins":      d.Tables.SupportPINs,
		"AuditEvents":      d.Tables.AuditEvents,
		"Profiles":         d.Tables.Profiles,
		"ServiceKeys":      d.Tables.ServiceKeys,

		"AuthorizationCodes": d.Tables.AuthorizationCodes,
		"Factors":            d.Tables.Factors,
		"Devices":            d.Tables.Devices,
	} {
		if n := len(d.Scan(t, table)); n > 0 {
			counts[name] = n
		}
	}
	return counts
}

// Set changes attributes of an item from outside, as no request could.
func (d *Database) Set(t testing.TB, table string, key, attributes map[string]types.AttributeValue) {
	t.Helper()
	var sets []string
	names, values := map[string]string{}, map[string]types.AttributeValue{}
	for name, value := range attributes {
		n := len(sets)
		sets = append(sets, fmt.Sprintf("#n%d = :v%d", n, n))
		names[fmt.Sprintf("#n%d", n)], values[fmt.Sprintf(":v%d", n)] = name, value
	}
	err := written.during(table, func() error {
		_, err := d.client.UpdateItem(t.Context(), &sdk.UpdateItemInput{
			TableName: &table, Key: key, UpdateExpression: aws.String("SET " + strings.Join(sets, ", ")),
			ExpressionAttributeNames: names, ExpressionAttributeValues: values,
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Delete removes an item from outside.
func (d *Database) Delete(t testing.TB, table string, key map[string]types.AttributeValue) {
	t.Helper()
	err := written.during(table, func() error {
		_, err := d.client.DeleteItem(t.Context(), &sdk.DeleteItemInput{TableName: &table, Key: key})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

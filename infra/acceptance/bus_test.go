package acceptance

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/stack"
)

// detail is what an event says.
type detail map[string]any

// events are the details of all events, by their ids; each is to be there once.
func (s service) events(t *testing.T) map[string]detail {
	t.Helper()
	a := s.do(t, "GET", "/_local/events.json", "")
	var all []struct {
		Source string
		Detail detail
	}
	if err := json.Unmarshal([]byte(a.body), &all); err != nil {
		t.Fatalf("%d %s", a.status, a.body)
	}
	byID := map[string]detail{}
	for _, e := range all {
		if id := fmt.Sprint(e.Detail["id"]); byID[id] != nil || e.Source != "latchkey" {
			t.Errorf("%s comes twice, or from %q", id, e.Source)
		} else {
			byID[id] = e.Detail
		}
	}
	return byID
}

// published waits until every record in the table is an event, and gives the events. The time that the whole run of
// tests has is its only end.
func (s service) published(t *testing.T) map[string]detail {
	t.Helper()
	if len(s.Service.Pipes) == 0 {
		t.Fatal("the service was started without events")
	}
	for {
		records, all := s.scan(t, "AuditEventsTable"), s.events(t)
		if !slices.ContainsFunc(records, func(r record) bool { return all[words(r["id"])] == nil }) {
			return all
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func eventSchema(t *testing.T) *openapi3.Schema {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(root, "functions", "openapi", "events.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var plain map[string]any
	if err := yaml.Unmarshal(source, &plain); err != nil {
		t.Fatal(err)
	}
	delete(plain, "$schema")
	asJSON, err := json.Marshal(plain)
	if err != nil {
		t.Fatal(err)
	}
	schema := new(openapi3.Schema)
	if err := schema.UnmarshalJSON(asJSON); err != nil {
		t.Fatal(err)
	}
	return schema
}

// Every audit record is an event on the bus, as the schema says, and nothing else is: a record that is
// removed, as one that expires, makes none.
func TestEveryRecordIsAnEvent(t *testing.T) {
	t.Parallel()
	s := startWith(t, stack.Config{})
	token := s.admin(t)
	made := s.post(t, "/users/register", fmt.Sprintf(`{"username":"mary","email":"mary@latchkey.example","password":%q}`, password))
	s.post(t, "/users/confirm", reply(made.text("challenge.id"), s.code(t, "mary@latchkey.example")))
	id := fmt.Sprintf("%.0f", made.at("user.id"))
	s.do(t, "PATCH", "/users/"+id, `{"username":"mary2"}`, "PRIVATE-TOKEN", token)

	all, schema := s.published(t), eventSchema(t)
	seen := map[string]bool{}
	for _, e := range all {
		if err := schema.VisitJSON(map[string]any(e)); err != nil {
			t.Errorf("%v: %v", e, err)
		}
		if e["user_id"] == id {
			seen[fmt.Sprint(e["event"])] = true
		}
	}
	if !seen["registered"] || !seen["email_confirmed"] || !seen["username_changed"] || len(all) != len(s.scan(t, "AuditEventsTable")) {
		t.Errorf("%v", all)
	}

	for _, record := range s.scan(t, "AuditEventsTable") {
		key := map[string]types.AttributeValue{"user_id": record["user_id"], "id": record["id"]}
		table := s.table(t, "AuditEventsTable").Name
		if _, err := dynamodb.Client(s.DynamoDBEndpoint).DeleteItem(t.Context(), &sdk.DeleteItemInput{TableName: &table, Key: key}); err != nil {
			t.Fatal(err)
		}
	}
	s.do(t, "PATCH", "/users/"+id, `{"username":"mary3"}`, "PRIVATE-TOKEN", token)
	if now := s.published(t); len(now) != len(all)+1 {
		t.Errorf("%d events, and then %d", len(all), len(now))
	}
}

package pipe_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/local/bus"
	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/pipe"
	"latchkey/infra/template"
)

var endpoint string

func TestMain(m *testing.M) {
	stop := func() {}
	if endpoint = os.Getenv("DYNAMODB_ENDPOINT"); endpoint == "" {
		server, err := dynamodb.Start(context.Background(), "")
		if err != nil {
			panic(err)
		}
		endpoint, stop = server.Endpoint, server.Stop
	}
	code := m.Run()
	stop()
	os.Exit(code)
}

// world is a table with a stream, and a pipe from it to a bus.
type world struct {
	table template.Table
	bus   *bus.Bus

	mu     sync.Mutex
	gaveUp []string
}

func (w *world) tell(message string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.gaveUp = append(w.gaveUp, message)
}

func (w *world) told() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.gaveUp, "; ")
}

func definition(table string) template.Pipe {
	return template.Pipe{
		LogicalID: "Pipe", Table: table, BatchSize: 10, Retries: 3, AgeSeconds: 60, Source: "latchkey", DetailType: "Account event",
		Filters:       []string{`{"eventName": ["INSERT"]}`},
		InputTemplate: `{"id": "<$.dynamodb.NewImage.id.S>", "user_id": "<$.dynamodb.NewImage.user_id.N>", "none": "<$.dynamodb.NewImage.none.S>"}`,
	}
}

func setUp(t *testing.T) *world {
	t.Helper()
	w := &world{bus: bus.New("123456789012", "us-east-1"), table: template.Table{
		Name: t.Name(), StreamView: "NEW_IMAGE", Attributes: map[string]string{"user_id": "N", "id": "S"},
		Keys: []template.Key{{AttributeName: "user_id", KeyType: "HASH"}, {AttributeName: "id", KeyType: "RANGE"}},
	}}
	if err := dynamodb.CreateTables(t.Context(), dynamodb.Client(endpoint), []template.Table{w.table}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = dynamodb.DeleteTables(context.Background(), dynamodb.Client(endpoint), []template.Table{w.table})
	})
	return w
}

func (w *world) run(t *testing.T) (stop func()) {
	t.Helper()
	p, err := pipe.New(definition(w.table.Name), pipe.Config{Endpoint: endpoint, Bus: w.bus, Every: 50 * time.Millisecond, GaveUp: w.tell})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { p.Run(ctx) })
	stop = func() { cancel(); running.Wait() }
	t.Cleanup(stop)
	return stop
}

func (w *world) key(user int, id string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"user_id": &types.AttributeValueMemberN{Value: fmt.Sprint(user)}, "id": &types.AttributeValueMemberS{Value: id},
	}
}

func (w *world) put(t *testing.T, user int, id string) {
	t.Helper()
	if _, err := dynamodb.Client(endpoint).PutItem(t.Context(), &sdk.PutItemInput{TableName: &w.table.Name, Item: w.key(user, id)}); err != nil {
		t.Fatal(err)
	}
}

func (w *world) remove(t *testing.T, user int, id string) {
	t.Helper()
	if _, err := dynamodb.Client(endpoint).DeleteItem(t.Context(), &sdk.DeleteItemInput{TableName: &w.table.Name, Key: w.key(user, id)}); err != nil {
		t.Fatal(err)
	}
}

// ids are those of the events of a user, oldest first.
func (w *world) ids(t *testing.T, user string) (ids []string) {
	t.Helper()
	for _, e := range w.bus.Events() {
		var d struct {
			ID   string
			User string `json:"user_id"`
		}
		if err := json.Unmarshal(e.Detail, &d); err != nil {
			t.Fatalf("%s: %v", e.Detail, err)
		}
		if d.User == user {
			ids = append(ids, d.ID)
		}
	}
	slices.Reverse(ids)
	return ids
}

// arrived waits until an event is there, however slow the machine is.
func (w *world) arrived(t *testing.T, user, id string) {
	t.Helper()
	until(func() bool { return slices.Contains(w.ids(t, user), id) })
}

// until waits for what has to come. The time that the whole run of tests has is its only end: on a busy
// machine, any shorter one would fail for nothing.
func until(holds func() bool) {
	for !holds() {
		time.Sleep(20 * time.Millisecond)
	}
}

// Records become events in the order of each user, and their removal becomes none, as of those that expire.
func TestDelivers(t *testing.T) {
	w := setUp(t)
	w.put(t, 7, "000") // before there is a pipe
	w.run(t)
	want := []string{"000"}
	for n := 1; n < 40; n++ {
		id := fmt.Sprintf("%03d", n)
		w.put(t, 7+n%2, id)
		if n%2 == 0 {
			want = append(want, id)
		}
	}
	w.remove(t, 7, "002")
	w.put(t, 7, "004") // the same item again, which is a change and no new record
	w.put(t, 7, "last")
	w.arrived(t, "7", "last")
	if got := w.ids(t, "7"); !slices.Equal(got, append(want, "last")) {
		t.Errorf("%q", got)
	}
	e := w.bus.Events()[0]
	if e.Source != "latchkey" || e.DetailType != "Account event" || string(e.Detail) != `{"id": "last", "user_id": "7", "none": ""}` || e.Account == "" {
		t.Errorf("%+v %s", e, e.Detail)
	}
}

// What the bus refuses is tried again: nothing is lost, and nothing comes before what was first.
func TestTriesAgain(t *testing.T) {
	w := setUp(t)
	w.bus.Refuse(3)
	for n := range 5 {
		w.put(t, 7, fmt.Sprintf("%03d", n))
	}
	w.run(t)
	w.arrived(t, "7", "004")
	if got := strings.Join(w.ids(t, "7"), " "); got != "000 001 002 003 004" || w.told() != "" {
		t.Errorf("%s, and gave up %q", got, w.told())
	}
}

// A record that the bus never takes is given up, is told, and holds up nothing that comes after it.
func TestGivesUp(t *testing.T) {
	w := setUp(t)
	w.put(t, 7, "000")
	w.bus.Refuse(4) // the first try and three more
	w.run(t)
	until(func() bool { return w.told() != "" })
	w.put(t, 7, "001")
	w.arrived(t, "7", "001")
	if got := strings.Join(w.ids(t, "7"), " "); got != "001" || !strings.Contains(w.told(), "gave up record") {
		t.Errorf("%s, and gave up %q", got, w.told())
	}
}

// A record that is delivered twice has one id in its detail, and two of EventBridge.
func TestTwice(t *testing.T) {
	w := setUp(t)
	w.put(t, 7, "000")
	for n := range 2 { // a pipe that starts anew knows nothing of what was delivered
		stop := w.run(t)
		until(func() bool { return len(w.bus.Events()) > n })
		stop()
	}
	events := w.bus.Events()
	if len(events) != 2 || string(events[0].Detail) != string(events[1].Detail) || events[0].ID == events[1].ID {
		t.Errorf("%+v", events)
	}
}

func TestRefusesWhatItDoesNotRead(t *testing.T) {
	for want, change := range map[string]func(*template.Pipe){
		"only text is compared":        func(p *template.Pipe) { p.Filters = []string{`{"eventName": [{"prefix": "IN"}]}`} },
		"neither a list nor a mapping": func(p *template.Pipe) { p.Filters = []string{`{"eventName": "INSERT"}`} },
		"the filter {":                 func(p *template.Pipe) { p.Filters = []string{`{`} },
		"the input template":           func(p *template.Pipe) { p.InputTemplate = `{"id": "<$.a[0]>"}` },
		"the input template \"{":       func(p *template.Pipe) { p.InputTemplate = `{"id": <$.a>}` },
	} {
		p := definition("x")
		change(&p)
		if _, err := pipe.New(p, pipe.Config{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

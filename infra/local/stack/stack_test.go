package stack_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/runtime"
	"latchkey/infra/local/stack"
)

var (
	built    string // folder with the binaries of testdata/template.yaml
	database string // endpoint that the tests share
)

func TestMain(m *testing.M) {
	var err error
	if built, err = os.MkdirTemp("", "stack"); err != nil {
		panic(err)
	}
	for _, name := range []string{"probe", "guard"} {
		build := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", filepath.Join(built, name, "bootstrap"), "./testdata/probe")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if output, err := build.CombinedOutput(); err != nil {
			panic(string(output))
		}
	}
	stop := func() {}
	if database = os.Getenv("DYNAMODB_ENDPOINT"); database == "" {
		server, err := dynamodb.Start(context.Background(), "")
		if err != nil {
			panic(err)
		}
		database, stop = server.Endpoint, server.Stop
	}
	code := m.Run()
	stop()
	_ = os.RemoveAll(built)
	os.Exit(code)
}

// start starts the stack of testdata, with tables of its own on the DynamoDB of the tests.
func start(t *testing.T, change func(*stack.Config)) (*stack.Stack, error) {
	t.Helper()
	config := stack.Config{
		Template:         "testdata/template.yaml",
		Binaries:         built,
		DynamoDBEndpoint: database,
		TablePrefix:      strings.ReplaceAll(t.Name(), "/", "-") + "-",
	}
	if change != nil {
		change(&config)
	}
	s, err := stack.Start(t.Context(), config)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		s.Stop()
		if config.DynamoDBEndpoint == "" {
			return // its own, which is gone
		}
		if err := dynamodb.DeleteTables(context.Background(), dynamodb.Client(s.DynamoDBEndpoint), s.Tables); err != nil {
			t.Error(err)
		}
	})
	return s, nil
}

func mustStart(t *testing.T, change func(*stack.Config)) *stack.Stack {
	t.Helper()
	s, err := start(t, change)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func send(t *testing.T, s *stack.Stack, method, path string, header http.Header) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = header
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestWhatCannotStart(t *testing.T) {
	running := mustStart(t, nil)
	port, err := strconv.Atoi(strings.TrimPrefix(running.URL, "http://localhost:"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*stack.Config)
		want   string
	}{
		"port taken":        {func(c *stack.Config) { c.Port = port }, "open the gateway's port"},
		"no template":       {func(c *stack.Config) { c.Template = "testdata/none.yaml" }, "none.yaml"},
		"unknown parameter": {func(c *stack.Config) { c.Parameters = map[string]string{"Nothing": "1"} }, "parameter Nothing is unknown"},
		"no database":       {func(c *stack.Config) { c.DynamoDBEndpoint = running.URL }, "create table"},
	} {
		if s, err := start(t, c.change); s != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestRequestThroughEveryPart(t *testing.T) {
	s := mustStart(t, nil)
	if status, body := send(t, s, http.MethodGet, "/things/1", nil); status != 403 || body != `{"message":"Forbidden"}` {
		t.Errorf("without a token: %d %s", status, body)
	}
	if status, body := send(t, s, http.MethodGet, "/things/1", http.Header{"Authorization": {"sesame"}}); status != 200 || body != "hello sesame" {
		t.Errorf("with a token: %d %s", status, body)
	}
	status, secret := send(t, s, http.MethodPost, "/things/42", nil)
	if status != 201 || len(secret) != 64 {
		t.Fatalf("POST: %d %s", status, secret)
	}
	items, err := dynamodb.Client(s.DynamoDBEndpoint).Scan(t.Context(), &sdk.ScanInput{TableName: aws.String(s.Tables[0].Name)})
	if err != nil || items.Count != 1 {
		t.Errorf("the table holds %+v (%v)", items, err)
	}
	messages := s.Outbox.Messages("")
	if len(messages) != 2 || messages[0].Text != "42" || messages[1].Subject != "42" || messages[1].Text != "no-reply@latchkey.example" {
		t.Errorf("the outbox holds %+v", messages)
	}
	if status, body := send(t, s, http.MethodGet, "/_local/outbox.json?to=ann@b.example", nil); status != 200 || !strings.Contains(body, `"subject":"42"`) {
		t.Errorf("outbox.json: %d %s", status, body)
	}
}

func TestParametersReachFunctions(t *testing.T) {
	s := mustStart(t, func(c *stack.Config) { c.Parameters = map[string]string{"Greeting": "good evening"} })
	_, body := send(t, s, http.MethodGet, "/things/1", http.Header{"Authorization": {"x"}})
	if body != "good evening x" {
		t.Errorf("got %q", body)
	}
}

func TestKillIsACrash(t *testing.T) {
	printed := &lines{hanging: make(chan struct{}, 1)}
	s := mustStart(t, func(c *stack.Config) { c.Log = printed })
	done := make(chan int, 1)
	go func() {
		status, _ := send(t, s, http.MethodPost, "/things/hang", nil)
		done <- status
	}()
	<-printed.hanging
	s.Kill("probe")
	if status := <-done; status != 500 {
		t.Errorf("the running request got %d", status)
	}
	if status, _ := send(t, s, http.MethodPost, "/things/1", nil); status != 201 {
		t.Errorf("the next request got %d", status)
	}
	if got := printed.all(); !strings.Contains(got, "POST /things/1 201 ") || !strings.Contains(got, "[probe] hanging\n") {
		t.Errorf("printed %s", got)
	}
}

// lines is what the stack prints.
type lines struct {
	mu      sync.Mutex
	text    string
	hanging chan struct{}
}

func (l *lines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text += string(line)
	if strings.Contains(string(line), "hanging") {
		l.hanging <- struct{}{}
	}
	return len(line), nil
}

func (l *lines) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text
}

func TestInvoke(t *testing.T) {
	s := mustStart(t, nil)
	var failure *runtime.FunctionError
	if _, err := s.Invoke(t.Context(), "probe", []byte(`"no event"`)); !errors.As(err, &failure) {
		t.Errorf("a payload that is no event: %v", err)
	}
	answer, err := s.Invoke(t.Context(), "guard", []byte(`{"headers":{"authorization":"x"}}`))
	if err != nil || string(answer) != `{"isAuthorized":true,"context":{"token":"x"}}` {
		t.Errorf("%s, %v", answer, err)
	}
}

func TestDataDirKeepsSecretsAndTables(t *testing.T) {
	folder := t.TempDir()
	keep := func(c *stack.Config) { c.DataDir, c.DynamoDBEndpoint = folder, "" }
	s := mustStart(t, keep)
	_, before := send(t, s, http.MethodPost, "/things/1", nil)
	s.Stop()
	s = mustStart(t, keep)
	if _, after := send(t, s, http.MethodPost, "/things/2", nil); after != before {
		t.Error("the secret changed")
	}
	items, err := dynamodb.Client(s.DynamoDBEndpoint).Scan(t.Context(), &sdk.ScanInput{TableName: aws.String(s.Tables[0].Name)})
	if err != nil || items.Count != 2 {
		t.Errorf("the table holds %+v (%v)", items, err)
	}
}

func TestStopEndsEverything(t *testing.T) {
	s := mustStart(t, func(c *stack.Config) { c.DynamoDBEndpoint = "" })
	send(t, s, http.MethodPost, "/things/1", nil)
	pids := s.Pids("probe")
	s.Stop()
	for _, pid := range pids {
		if syscall.Kill(pid, 0) == nil {
			t.Errorf("process %d still runs", pid)
		}
	}
	for _, url := range []string{s.URL, s.DynamoDBEndpoint} {
		if response, err := http.Get(url); err == nil {
			_ = response.Body.Close()
			t.Errorf("%s answers after Stop", url)
		}
	}
}

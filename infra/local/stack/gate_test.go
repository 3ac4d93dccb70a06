package stack_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/stack"
	"latchkey/infra/template"
)

// A client that waits until the stack answers finds it prepared.
func TestNothingAnswersBeforeItIsPrepared(t *testing.T) {
	prepared := false
	s := mustStart(t, func(c *stack.Config) {
		c.Prepare = func(ctx context.Context, s *stack.Stack) error {
			for _, path := range []string{"/things/1", "/_local/outbox"} {
				if status, body := send(t, s, http.MethodGet, path, nil); status != 503 || !strings.Contains(body, "still starting") {
					t.Errorf("%s: %d %s", path, status, body)
				}
			}
			_, err := s.Invoke(ctx, "guard", []byte(`{}`))
			prepared = err == nil
			return err
		}
	})
	if status, _ := send(t, s, http.MethodPost, "/things/1", nil); status != 201 || !prepared {
		t.Errorf("%d, prepared %v", status, prepared)
	}
}

func TestNothingRunsThatCannotBePrepared(t *testing.T) {
	var url string
	failed := errors.New("no admin")
	_, err := start(t, func(c *stack.Config) {
		c.Prepare = func(_ context.Context, s *stack.Stack) error { url = s.URL; return failed }
	})
	if !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
	if response, err := http.Get(url); err == nil {
		_ = response.Body.Close()
		t.Error("it answers")
	}
}

// `localhost` is either address, by the client's choice.
func TestBothAddressesAnswer(t *testing.T) {
	s := mustStart(t, nil)
	port, found := strings.CutPrefix(s.URL, "http://localhost:")
	if !found {
		t.Fatalf("the URL is %s", s.URL)
	}
	for _, address := range []string{"127.0.0.1", "::1"} {
		if probe, err := net.Listen("tcp", net.JoinHostPort(address, "0")); err != nil {
			continue // no IPv6 here
		} else if err := probe.Close(); err != nil {
			t.Fatal(err)
		}
		response, err := http.Get("http://" + net.JoinHostPort(address, port) + "/_local/outbox")
		if err != nil {
			t.Error(err)
			continue
		}
		if _ = response.Body.Close(); response.StatusCode != 200 {
			t.Errorf("%s: %d", address, response.StatusCode)
		}
	}
}

// A DynamoDB that outlives the stack stores the secrets, too: without them, its data is worth nothing.
func TestSecretsAreKeptWithTheTables(t *testing.T) {
	const table = "TestSecretsAreKeptWithTheTables-LocalSecrets"
	t.Cleanup(func() {
		if err := dynamodb.DeleteTables(context.Background(), dynamodb.Client(database), []template.Table{{Name: table}}); err != nil {
			t.Error(err)
		}
	})
	keep := func(c *stack.Config) { c.SecretsTable = table }
	first := mustStart(t, keep)
	if err := first.Rotate("Key"); err != nil {
		t.Fatal(err)
	}
	if before, after := first.Secret("Key"), mustStart(t, keep).Secret("Key"); before == "" || after != before {
		t.Error("the secret changed")
	}
	if mustStart(t, nil).Secret("Key") == first.Secret("Key") {
		t.Error("a stack that keeps no secrets has the same one")
	}
}

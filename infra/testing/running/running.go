// Package running gives tests and measurements the whole service as its users find it: the built
// functions behind the gateway, on DynamoDB Local, with an outbox for mails and texts.
//
// It owns how the service is started and asked. What the answers should be is for its callers.
package running

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"latchkey/infra/build"
	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/stack"
	"latchkey/infra/testing/testdb"
)

// Password is that of every user.
const Password = "velvet tractor orbit moss"

// Service is a running service of a test's own.
type Service struct{ *stack.Stack }

// Start starts the service for as long as the test runs, with parameters of the template as
// "Name=value". What a configuration leaves out is chosen here: log, tables, functions and database.
func Start(t testing.TB, config stack.Config, parameters ...string) Service {
	t.Helper()
	template := testdb.Template(t)
	functions, err := built(filepath.Dir(template))
	if err != nil {
		t.Fatal(err)
	}
	config.Template, config.Binaries, config.TablePrefix = template, functions, testdb.Prefix()
	if config.DynamoDBEndpoint == "" {
		config.DynamoDBEndpoint = testdb.OwnEndpoint(t)
	}
	if config.Log == nil {
		config.Log = logTo()
	}
	// Every test comes from this machine, and would be one network that registers too many.
	config.Parameters = map[string]string{"RegistrationsPerHour": "100000"}
	for _, p := range parameters {
		name, value, _ := strings.Cut(p, "=")
		config.Parameters[name] = value
	}
	s, err := stack.Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(t, s) })
	return Service{s}
}

// end drops the tables, too: DynamoDB Local reads the description of every table that it has each second.
func end(t testing.TB, s *stack.Stack) {
	s.Stop()
	if err := dynamodb.DeleteTables(context.Background(), dynamodb.Client(s.DynamoDBEndpoint), s.Tables); err != nil {
		t.Error(err)
	}
}

// built makes the functions once for all tests of a program.
func built(root string) (string, error) {
	buildOnce.Do(func() {
		folder = filepath.Join(root, "build", "host")
		_, buildErr = build.Build(context.Background(), root, folder, build.Here)
	})
	return folder, buildErr
}

var (
	buildOnce sync.Once
	folder    string
	buildErr  error
)

// logTo shows what functions and gateway log to somebody who looks for a fault.
func logTo() io.Writer {
	if os.Getenv("LATCHKEY_LOG") != "" {
		return os.Stderr
	}
	return io.Discard
}

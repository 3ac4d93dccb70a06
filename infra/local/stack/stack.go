// Package stack assembles the local stack: the template's functions behind a gateway,
// on DynamoDB Local, with an outbox for mails and texts.
//
// It owns the order in which the parts start and end, and where each of them is. It must not
// know what the service does: it reads that from the template.
package stack

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"

	"latchkey/infra/local/bus"
	"latchkey/infra/local/outbox"
	"latchkey/infra/local/runtime"
	"latchkey/infra/local/secretsmanager"
	"latchkey/infra/template"
)

// Config says what to start. Only Template and Binaries are needed.
type Config struct {
	Template         string            // path of the SAM template
	Binaries         string            // folder of <name>/bootstrap
	Parameters       map[string]string // of the template
	Port             int               // of the gateway; 0 takes a free one
	DynamoDBEndpoint string            // empty starts a DynamoDB Local
	DataDir          string            // stores tables, secrets and keys; empty keeps them in memory
	SecretsTable     string            // stores secrets and keys where there is no DataDir; empty keeps them in memory
	TablePrefix      string            // begins the name of every table
	Log              io.Writer         // takes access lines and what functions print
	Slowdown         int               // how many times longer than on AWS everything may take, on a busy machine; zero for once
	WithoutEvents    bool              // leaves out what DynamoDB does by itself: streams to pipes, and deletion of what has expired

	// Prepare, if set, runs before the gateway opens: until it returns, the gateway answers
	// every request that the stack is starting.
	Prepare func(context.Context, *Stack) error

	// Intercept, if set, wraps the handler of SES, SNS, Secrets Manager and KMS.
	Intercept func(http.Handler) http.Handler
}

// Stack is a running local stack.
type Stack struct {
	URL              string
	DynamoDBEndpoint string
	Service          *template.Service
	Tables           []template.Table // as they were made: see WithoutEvents
	Outbox           *outbox.Outbox
	Bus              *bus.Bus

	config   Config
	log      *lineWriter
	host     *runtime.Host
	gate     *gate
	aws      string // endpoint of SES, SNS, Secrets Manager and KMS
	secrets  *secretsmanager.Server
	cleanups []func()
	once     sync.Once
}

// URL is where a stack with that port answers. Browsers accept the name localhost for passkeys and
// for cookies of a secure context, and refuse an IP address.
func URL(port int) string { return fmt.Sprintf("http://localhost:%d", port) }

// Start starts everything, and stops what it has started when a part fails. ctx bounds the
// start only.
func Start(ctx context.Context, config Config) (*Stack, error) {
	s := &Stack{config: config, Outbox: outbox.New(), Bus: bus.New(account, region), log: &lineWriter{out: config.Log}, gate: &gate{}}
	listeners, err := listen(ctx, config.Port)
	if err != nil {
		return nil, fmt.Errorf("open the gateway's port: %w", err)
	}
	s.URL = URL(listeners[0].Addr().(*net.TCPAddr).Port)
	s.cleanups = append(s.cleanups, func() { closeAll(listeners) })
	steps := []func() error{
		s.readTemplate,
		func() error { return s.startDynamoDB(ctx) },
		s.startPipes,
		func() error { return s.startAWS(ctx) },
		func() error { return s.startFunctions(ctx) },
		s.startRules,
		func() error { s.serve(s.gate, listeners...); return nil },
		func() error { return s.prepare(ctx) },
		s.openGateway,
		s.startSchedules,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			s.Stop()
			return nil, err
		}
	}
	return s, nil
}

// Invoke calls a function directly, as `aws lambda invoke` does.
func (s *Stack) Invoke(ctx context.Context, function string, payload []byte) ([]byte, error) {
	return s.host.Invoke(ctx, function, payload)
}

// Rotate gives a secret of the template another value.
func (s *Stack) Rotate(secret string) error { return s.secrets.Rotate(secret) }

// Pids are the processes that a function has now.
func (s *Stack) Pids(function string) []int { return s.host.Pids(function) }

// Kill ends the processes of a function as a crash would, and waits until they have ended.
func (s *Stack) Kill(function string) { s.host.Kill(function) }

// Missing are the functions of the template that have no binary.
func (s *Stack) Missing() []string {
	var missing []string
	for _, f := range s.functions() {
		if _, err := os.Stat(f.Binary); err != nil {
			missing = append(missing, f.Name)
		}
	}
	return missing
}

// Stop ends everything in the reverse order of its start. It may be called more than once.
func (s *Stack) Stop() {
	s.once.Do(func() {
		for _, end := range slices.Backward(s.cleanups) {
			end()
		}
	})
}

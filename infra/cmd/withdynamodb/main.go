// Command withdynamodb runs a command with DYNAMODB_ENDPOINT set to a DynamoDB Local of its
// own, in memory, and stops it afterwards. When the variable is set already, it only runs
// the command.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/process"
)

const (
	endpointVariable = "DYNAMODB_ENDPOINT"

	// sharedVariable is a folder in which test programs leave tables for each other. It also says that
	// nobody chose the endpoint: a test program may start a server of its own.
	sharedVariable = "DYNAMODB_SHARED"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "withdynamodb:", err)
	}
	os.Exit(code)
}

func run(command []string) (int, error) {
	if len(command) == 0 {
		return 2, errors.New("usage: withdynamodb COMMAND [ARGUMENT...]")
	}
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	environment := os.Environ()
	if os.Getenv(endpointVariable) == "" {
		server, err := start(signals)
		if err != nil {
			return 1, err
		}
		defer server.Stop()
		tables, err := os.MkdirTemp("", "latchkey-tables-")
		if err != nil {
			return 1, err
		}
		defer func() { _ = os.RemoveAll(tables) }()
		environment = append(environment, endpointVariable+"="+server.Endpoint, sharedVariable+"="+tables)
	}
	return process.Foreground(command, environment, signals)
}

// start gives up when a signal comes before the server is there.
func start(signals chan os.Signal) (*dynamodb.Server, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	started := make(chan struct{})
	defer close(started)
	go func() {
		select {
		case s := <-signals:
			cancel()
			signals <- s
		case <-started:
		}
	}()
	return dynamodb.Start(ctx, "")
}

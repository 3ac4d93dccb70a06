// Command local runs the service on this machine: `make run`.
//
// It owns the terminal: the settings from the environment, what is printed and when, and the
// exit code. Package stack assembles what it runs.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"latchkey/infra/local/dynamodb"
)

const binariesFolder = "build/host"

func main() {
	ctx, release := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	// A second Ctrl-C ends the command at once.
	context.AfterFunc(ctx, release)
	err := run(ctx)
	if ctx.Err() != nil {
		return // it was stopped by a signal, which is no error
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	settings, err := readSettings(os.Getenv)
	if err != nil {
		return err
	}
	release, err := holdFolder(settings.dataDir)
	if err != nil {
		return err
	}
	defer release()
	if err := settings.check(ctx); err != nil {
		return err
	}
	printPages(os.Stdout, settings)
	server, err := prepare(ctx, settings)
	if server != nil {
		defer server.Stop()
		settings.dynamodb = server.Endpoint
	}
	if err != nil {
		return err
	}
	return operate(ctx, settings, server)
}

// prepare builds the functions and starts DynamoDB Local at the same time. The server is
// given even when the build fails, so that it can be stopped.
func prepare(ctx context.Context, settings settings) (*dynamodb.Server, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := &progress{out: os.Stdout}
	var server *dynamodb.Server
	started := make(chan error, 1)
	go func() {
		var err error
		if settings.dynamodb == "" {
			server, err = startDynamoDB(ctx, p, settings.dynamodbFolder())
		}
		started <- err
	}()
	built := buildFunctions(ctx, p)
	if built != nil {
		cancel()
	}
	failed := <-started
	if built != nil {
		return server, built
	}
	return server, failed
}

func startDynamoDB(ctx context.Context, p *progress, folder string) (*dynamodb.Server, error) {
	done := p.begin("starting DynamoDB Local", "DynamoDB Local")
	server, err := dynamodb.Start(ctx, folder)
	done(err == nil)
	if err != nil && !errors.Is(err, context.Canceled) {
		return nil, err
	}
	return server, err
}

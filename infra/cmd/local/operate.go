package main

import (
	"context"
	"os"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/stack"
)

// operate runs the stack until ctx ends, or until the database does, which is an error.
func operate(ctx context.Context, settings settings, server *dynamodb.Server) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if server != nil {
		go func() { cancel(server.Wait()) }()
	}
	log := &startLog{out: os.Stdout}
	config := settings.stack(log)
	var existed bool
	config.Prepare = func(ctx context.Context, s *stack.Stack) (err error) {
		existed, err = createAdmin(ctx, s, settings.admin)
		return err
	}
	running, err := stack.Start(ctx, config)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		log.open(true)
		return err
	}
	defer running.Stop()
	log.open(false)
	printBanner(os.Stdout, running, settings, existed)
	watch(ctx, os.Stdout)
	return context.Cause(ctx)
}

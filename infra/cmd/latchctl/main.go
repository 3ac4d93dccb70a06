// Command latchctl is the command line of operators. See docs/latchctl.md.
//
// It owns the process: its streams, its signals and its exit code. Package latchctl has the commands.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"latchkey/infra/latchctl"
)

func main() {
	ctx, release := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	// A second Ctrl-C ends the program at once.
	context.AfterFunc(ctx, release)
	os.Exit(latchctl.Run(ctx, os.Args[1:], latchctl.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv}))
}

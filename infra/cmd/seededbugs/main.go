// Command seededbugs puts bugs into copies of the service, one after the other, and prints which tests
// caught them. Arguments are parts of the names of the rules to break; without any, it breaks all.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"latchkey/infra/prove/bugs"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "seededbugs:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return bugs.Run(ctx, bugs.Settings{Root: ".", Only: os.Args[1:], Output: os.Stdout})
}

// Command prove runs the tests that try to break the promises of the service, in full, and prints how much
// was tried.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"

	"latchkey/infra/prove"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := prove.Run(ctx, prove.Settings{Root: ".", AtOnce: 3, First: "./infra/prove", Fuzz: 100 * time.Second, Output: os.Stdout})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "prove:", err)
		os.Exit(1)
	}
}

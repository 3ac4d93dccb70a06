// Command mutants puts one small change after the other into packages of the service, and prints those that
// no test notices. Arguments are patterns of the packages; with -all, it also prints which test notices each
// of the other changes.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"latchkey/infra/prove/mutants"
)

func main() {
	all := flag.Bool("all", false, "print the mutants that are killed, too")
	flag.Parse()
	if err := run(*all, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(all bool, change []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return mutants.Run(ctx, mutants.Settings{
		Root:   ".",
		Change: change,
		Tests:  []string{"./shared/...", "./functions/..."},
		AtOnce: 3,
		All:    all,
		Output: os.Stdout,
	})
}

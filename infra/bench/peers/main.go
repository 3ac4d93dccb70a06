// Command peers measures Latchkey beside PocketBase, on this machine, with the same client and the
// same passwords, and prints the tables of docs/performance.md: `make bench-peers`.
//
// It is a module of its own, so that the service depends on no other server. It owns what is done to
// both servers and how that is counted. Each server is a process of its own; Latchkey is what `make
// run` starts.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

func main() {
	ctx, release := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	release()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// plan is how much is done.
type plan struct {
	clients int
	each    time.Duration // of each act
	users   int           // who sign in, in turn
}

func run(ctx context.Context, args []string) error {
	if len(args) == 4 && args[0] == servePocketBase {
		return serve(args[1], args[2], args[3])
	}
	var p plan
	var root string
	f := flag.NewFlagSet("peers", flag.ContinueOnError)
	f.StringVar(&root, "root", "../../..", "the folder of Latchkey")
	f.IntVar(&p.clients, "clients", 4, "how many clients ask at once")
	f.DurationVar(&p.each, "each", 10*time.Second, "how long each act is done")
	f.IntVar(&p.users, "users", 40, "how many users sign in, in turn")
	if err := f.Parse(args); err != nil {
		return err
	}
	if err := sameParameters(root); err != nil {
		return err
	}
	writeMachine(os.Stdout, p)
	writeHashes(os.Stdout, median(ownTimes(hashArgon2id)), median(ownTimes(hashBcrypt)))
	var rows []row
	for _, s := range []struct {
		server
		hash func()
	}{
		{pocketBase{hash: withBcrypt}, hashBcrypt},
		{pocketBase{hash: withArgon2id}, hashArgon2id},
		{latchkey{root: root}, hashArgon2id},
	} {
		measured, err := measure(ctx, s.server, p, s.hash)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name(), err)
		}
		rows = append(rows, measured...)
	}
	writeRows(os.Stdout, rows)
	return nil
}

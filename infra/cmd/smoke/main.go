// Command smoke tries a service that runs, after a deployment or beside `make run`: `make smoke`.
//
// It owns what is read of the environment, and the exit code. Package smoke has the lines.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"latchkey/infra/smoke"
)

// most is how long a run may take, with an operator who reads their mail.
const most = 10 * time.Minute

func main() {
	count, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("\n%d passed, %d failed, %d skipped.\n", count.Passed, count.Failed, count.Skipped)
	if count.Failed > 0 {
		os.Exit(1)
	}
}

func run() (smoke.Count, error) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	return smoke.Run(ctx, options())
}

func options() smoke.Options {
	o := smoke.Options{
		API:      os.Getenv("API"),
		Stack:    os.Getenv("STACK"),
		Template: "template.yaml",
		Admin: smoke.Admin{
			Token:    os.Getenv("ADMIN_TOKEN"),
			Username: os.Getenv("ADMIN_USERNAME"),
			Email:    os.Getenv("ADMIN_EMAIL"),
			Password: os.Getenv("ADMIN_PASSWORD"),
		},
		Email:  os.Getenv("EMAIL"),
		Phone:  os.Getenv("PHONE"),
		Rotate: os.Getenv("ROTATE") == "yes",
		Out:    os.Stdout,
	}
	if o.Admin.Username == "" {
		o.Admin.Username = "admin"
	}
	if info, err := os.Stdin.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		o.In = os.Stdin
	}
	return o
}

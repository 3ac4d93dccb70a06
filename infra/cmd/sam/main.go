// Command sam runs a command beside a local stack, mostly `sam local`: the SAM CLI runs the
// functions in Lambda's containers, and this command gives them the services that they call.
//
//	go run ./infra/cmd/sam sam local invoke LoginFunction -e events/login.json
//
// It owns the environment of the command and what a container can reach. The SAM CLI passes a
// function each variable that the template names for it, with the value that the shell has: so
// the command's environment says where DynamoDB, SES, SNS and the secrets are. The tables hold
// the users of the sample events. It must not know what the functions do.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"latchkey/infra/local/process"
	"latchkey/infra/local/stack"
	"latchkey/infra/seed"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "sam:", err)
	}
	os.Exit(code)
}

func run(command []string) (int, error) {
	if len(command) == 0 {
		return 2, errors.New("usage: go run ./infra/cmd/sam COMMAND [ARGUMENT...]")
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	s, err := stack.Start(ctx, stack.Config{Template: "template.yaml", Binaries: "build"})
	if err != nil {
		return 1, err
	}
	defer s.Stop()
	if err := seed.Seed(ctx, s); err != nil {
		return 1, err
	}
	reached, closeAll, err := reachable(ctx, s)
	if err != nil {
		return 1, err
	}
	defer closeAll()
	fmt.Fprintf(os.Stderr, "Mails and texts are on %s/_local/outbox\n", s.URL)
	stop()
	// Ctrl-C reaches the command from the terminal, so only the other signals are handed on.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGINT)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGHUP)
	return process.Foreground(command, environment(os.Environ(), reached), signals)
}

// environment is that of the command. It has no credentials of AWS: the SAM CLI would pass them on
// to the functions, and would first ask AWS whose they are.
func environment(inherited []string, more map[string]string) []string {
	var all []string
	for _, variable := range inherited {
		switch name, _, _ := strings.Cut(variable, "="); name {
		case "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE":
		default:
			all = append(all, variable)
		}
	}
	all = append(all,
		"AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull,
		"AWS_EC2_METADATA_DISABLED=true", "AWS_DEFAULT_REGION=us-east-1", "SAM_CLI_TELEMETRY=0")
	for name, value := range more {
		all = append(all, name+"="+value)
	}
	return all
}

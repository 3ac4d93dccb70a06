// Command withdynamodb runs a command with DYNAMODB_ENDPOINT set to a DynamoDB Local of its
// own, in memory, and stops it afterwards. When the variable is set already, it only runs
// the command.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"latchkey/infra/local/dynamodb"
)

const endpointVariable = "DYNAMODB_ENDPOINT"

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
		environment = append(environment, endpointVariable+"="+server.Endpoint)
	}
	return pass(command, environment, signals)
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

// pass runs the command as if it stood alone: its signals, its streams, its exit code.
func pass(command, environment []string, signals <-chan os.Signal) (int, error) {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = environment
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		return 127, err
	}
	go func() {
		for s := range signals {
			_ = cmd.Process.Signal(s)
		}
	}()
	err := cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 1, err
	}
	status := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		return 128 + int(status.Signal()), nil // as a shell says it
	}
	return status.ExitStatus(), nil
}

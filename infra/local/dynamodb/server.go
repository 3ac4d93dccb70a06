// Package dynamodb runs DynamoDB Local and makes the template's tables in it.
//
// It owns the installation, the process and the tables. It must not know what is stored
// in them, nor what else the local stack is made of.
package dynamodb

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"latchkey/infra/local/process"
)

// Server is a running DynamoDB Local.
type Server struct {
	Endpoint string

	cmd    *exec.Cmd
	output bytes.Buffer // read only after the process has ended
	ended  chan struct{}
}

// Start installs DynamoDB Local when needed, starts it and waits until it answers. Data is
// kept in the folder dataDir, or in memory when that is empty.
func Start(ctx context.Context, dataDir string) (*Server, error) {
	if err := CheckTools(ctx); err != nil {
		return nil, err
	}
	home, err := install(ctx)
	if err != nil {
		return nil, fmt.Errorf("install DynamoDB Local: %w", err)
	}
	port, err := process.FreePort(ctx)
	if err != nil {
		return nil, fmt.Errorf("find a port for DynamoDB Local: %w", err)
	}
	s := &Server{Endpoint: "http://127.0.0.1:" + port, ended: make(chan struct{})}
	if err := s.run(home, port, dataDir); err != nil {
		return nil, fmt.Errorf("start DynamoDB Local: %w", err)
	}
	if err := s.await(ctx); err != nil {
		s.Stop()
		return nil, fmt.Errorf("start DynamoDB Local: %w", err)
	}
	return s, nil
}

// longVariable says that the server will be busy for minutes.
const longVariable = "DYNAMODB_LONG"

// collector has one thread, which starts sooner: the server's heap is small.
const collector = "-XX:+UseSerialGC"

// quick leaves out Java's second compiler. It takes a minute of processor time, by which all that follows
// takes a third less.
const quick = "-XX:TieredStopAtLevel=1"

func compilers() []string {
	if os.Getenv(longVariable) != "" {
		return []string{collector}
	}
	return []string{collector, quick}
}

func (s *Server) run(home, port, dataDir string) error {
	arguments := append(compilers(),
		"-Djava.library.path="+filepath.Join(home, "DynamoDBLocal_lib"),
		"-jar", filepath.Join(home, "DynamoDBLocal.jar"),
		"-port", port, "-sharedDb", "-disableTelemetry",
	)
	if dataDir == "" {
		arguments = append(arguments, "-inMemory")
	} else {
		folder, err := filepath.Abs(dataDir) // the process starts elsewhere
		if err != nil {
			return err
		}
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		arguments = append(arguments, "-dbPath", folder)
	}
	s.cmd = exec.Command("java", arguments...)
	s.cmd.Dir = home
	s.cmd.Stdout, s.cmd.Stderr = &s.output, &s.output
	if err := process.Start(s.cmd); err != nil {
		return err
	}
	go func() {
		_ = s.cmd.Wait()
		close(s.ended)
	}()
	return nil
}

// await asks until DynamoDB answers, whatever it says.
func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		if answers(ctx, s.Endpoint) {
			return nil
		}
		select {
		case <-s.ended:
			return fmt.Errorf("it ended at once: %s", bytes.TrimSpace(s.output.Bytes()))
		case <-ctx.Done():
			return fmt.Errorf("it does not answer: %w", ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func answers(ctx context.Context, endpoint string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint, nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil && response.Header.Get("X-Amzn-Requestid") != ""
}

// Wait waits until the process has ended, and says how.
func (s *Server) Wait() error {
	<-s.ended
	return fmt.Errorf("DynamoDB Local has ended (%s), and nothing here works without it: start again", s.cmd.ProcessState)
}

// Stop ends the process, gently at first so that a data folder is left in order.
func (s *Server) Stop() {
	select {
	case <-s.ended:
		return
	default:
		_ = s.cmd.Process.Signal(syscall.SIGTERM)
	}
	select {
	case <-s.ended:
	case <-time.After(5 * time.Second):
		process.Kill(s.cmd)
		<-s.ended
	}
}

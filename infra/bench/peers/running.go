package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// running is a server that was started.
type running struct {
	url    string
	client *http.Client
	cmd    *exec.Cmd
	ended  chan struct{} // closed when it has ended
	log    string        // the file of what it printed
	folder string        // of its data, removed at the end; empty for none
}

// begin starts a server that answers at a path once it can be used.
func begin(ctx context.Context, cmd *exec.Cmd, url, ready string) (*running, error) {
	log, err := os.CreateTemp("", "latchkey-peers-*.log")
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	r := &running{url: url, cmd: cmd, ended: make(chan struct{}), log: log.Name(), client: &http.Client{
		Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 100},
	}}
	go func() {
		_ = cmd.Wait()
		close(r.ended)
	}()
	return r, r.await(ctx, ready)
}

// await waits until the server answers. Latchkey builds its functions first, which takes minutes once.
func (r *running) await(ctx context.Context, ready string) error {
	for r.do(ctx, http.StatusOK, "GET", ready, nil, "", nil) != nil {
		select {
		case <-ctx.Done():
			return ctx.Err() // the server gets the same signal
		case <-r.ended:
			return errors.New("it did not start; what it printed is in " + r.log)
		case <-time.After(200 * time.Millisecond):
		}
	}
	return nil
}

// stop ends the server as Ctrl-C does, and waits for its end.
func (r *running) stop() {
	_ = r.cmd.Process.Signal(syscall.SIGTERM)
	<-r.ended
	if r.folder != "" {
		_ = os.RemoveAll(r.folder)
	}
}

func (r *running) used() (usage, error) { return treeUsage(r.cmd.Process.Pid) }

// do makes one request, which has to be answered with a status.
func (r *running) do(ctx context.Context, status int, method, path string, in any, token string, out any) error {
	var body bytes.Buffer
	if in != nil {
		if err := json.NewEncoder(&body).Encode(in); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, r.url+path, &body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != status {
		return fmt.Errorf("%s %s: %d %s; the server's log is %s", method, path, resp.StatusCode, answer, r.log)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}

// freePort is one that nothing listens on.
func freePort(ctx context.Context) (int, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

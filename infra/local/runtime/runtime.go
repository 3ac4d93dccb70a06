// Package runtime hosts Lambda functions as processes of this machine.
//
// It owns the Lambda Runtime API, how many processes a function has, and the outcome of an
// invocation whose process ends. It must not know what is invoked: payloads are bytes.
package runtime

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

// Function is one function to host.
type Function struct {
	Name        string
	Binary      string // the bootstrap
	ARN         string
	MemoryMB    int
	Timeout     time.Duration
	Slowdown    int // how many times longer than on Lambda its start may take; zero for once
	Environment map[string]string
}

// Config says what a host runs.
type Config struct {
	Functions   []Function
	Region      string
	Environment map[string]string // for every function, such as endpoints
	Log         io.Writer         // takes what functions print
}

// FunctionError is what Lambda answers when the function fails.
type FunctionError struct {
	Type    string `json:"errorType"`
	Message string `json:"errorMessage"`
}

func (e *FunctionError) Error() string { return e.Type + ": " + e.Message }

// Host runs functions until it is stopped.
type Host struct {
	pools    map[string]*pool
	api      *runtimeAPI
	server   *http.Server
	listener net.Listener
	served   sync.WaitGroup
}

// Start opens the Runtime API on a port of the loopback. Processes start on first use, and
// only Stop ends them: ctx bounds the start alone.
func Start(ctx context.Context, config Config) (*Host, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the Runtime API: %w", err)
	}
	h := &Host{pools: map[string]*pool{}, api: newRuntimeAPI(), listener: listener}
	log := &sharedWriter{out: config.Log}
	for _, f := range config.Functions {
		// A process starts in the folder of its binary, where a relative path would name another file.
		if f.Binary, err = filepath.Abs(f.Binary); err != nil {
			return nil, fmt.Errorf("function %s: %w", f.Name, err)
		}
		h.pools[f.Name] = newPool(launcher{
			function: f,
			region:   config.Region,
			shared:   config.Environment,
			address:  listener.Addr().String(),
			api:      h.api,
			log:      log,
		})
	}
	h.server = &http.Server{Handler: h.api.handler(), ReadHeaderTimeout: 10 * time.Second}
	h.served.Go(func() { _ = h.server.Serve(listener) })
	return h, nil
}

// Invoke runs a function and gives its answer. The error is a *FunctionError when the
// function failed. When ctx ends first, an invocation that has begun goes on, as on Lambda.
func (h *Host) Invoke(ctx context.Context, name string, payload []byte) ([]byte, error) {
	p, ok := h.pools[name]
	if !ok {
		return nil, fmt.Errorf("there is no function %s", name)
	}
	done := make(chan outcome, 1)
	go func() { done <- p.invoke(ctx, payload) }()
	select {
	case o := <-done:
		return o.payload, o.err
	case <-ctx.Done():
		return nil, fmt.Errorf("invoke %s: %w", name, ctx.Err())
	}
}

// Pids are the processes that a function has now.
func (h *Host) Pids(name string) []int {
	p, ok := h.pools[name]
	if !ok {
		return nil
	}
	return p.pids()
}

// Kill ends the processes that a function has now, as a crash would, and waits until each has
// ended.
func (h *Host) Kill(name string) {
	if p, ok := h.pools[name]; ok {
		p.kill()
	}
}

// Stop ends every process and the Runtime API.
func (h *Host) Stop() {
	for _, p := range h.pools {
		p.close()
	}
	_ = h.server.Close()
	h.served.Wait()
}

func milliseconds(t time.Time) string {
	return strconv.FormatInt(t.UnixMilli(), 10)
}

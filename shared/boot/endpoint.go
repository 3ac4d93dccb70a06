package boot

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sync"
)

// endpoint is an AWS service that the function talks to, by as many connections at once.
type endpoint struct {
	url         string
	connections int
}

// Endpoint is the base address of an AWS service: host is its part of the name, such as
// "dynamodb", and override the variable that names another one, as the SDKs call it.
// Serve opens the connections before the first request.
func (p *Process) Endpoint(host, override string, connections int) string {
	url := os.Getenv(override)
	if url == "" {
		url = "https://" + host + "." + p.Region + "." + partition(p.Region)
	}
	p.endpoints = append(p.endpoints, endpoint{url, connections})
	return url
}

// warm opens connections while the process still has the full speed of initialisation: a
// TLS handshake costs more than the request behind it. Any answer will do, and failing to
// get one is no reason not to start, since the request itself will try again.
func (p *Process) warm(ctx context.Context) {
	var g sync.WaitGroup
	for _, e := range p.endpoints {
		for range e.connections {
			g.Go(func() {
				if err := p.touch(ctx, e.url); err != nil {
					slog.Warn("a connection was not opened ahead", "url", e.url, "reason", err.Error())
				}
			})
		}
	}
	g.Wait()
}

func (p *Process) touch(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := p.HTTP.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	// Only a connection whose answer was read to the end is kept for the next request.
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

package boot

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"
)

// endpoint is a service that the function talks to, by as many connections at once.
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

// Connect has Serve open a connection before the first request to a service that is not of AWS.
func (p *Process) Connect(url string) { p.endpoints = append(p.endpoints, endpoint{url, 1}) }

// warm opens connections while the process still has the full speed of initialisation: a
// TLS handshake costs more than the request behind it. Any answer will do, and failing to
// get one is no reason not to start, since the request itself will try again.
func (p *Process) warm(ctx context.Context) {
	var g sync.WaitGroup
	for _, e := range p.endpoints {
		g.Go(func() {
			if err := p.open(ctx, e); err != nil {
				slog.Warn("a connection was not opened ahead", "url", e.url, "reason", err.Error())
			}
		})
	}
	g.Wait()
}

// open holds every answer until all are there: a connection whose answer was read to the
// end is taken for the next request, and there would be one where several are wanted.
func (p *Process) open(ctx context.Context, e endpoint) error {
	answers := make([]*http.Response, e.connections)
	var g errgroup.Group
	for i := range answers {
		g.Go(func() (err error) {
			answers[i], err = p.get(ctx, e.url) //nolint:bodyclose // all are closed below
			return err
		})
	}
	err := g.Wait()
	for _, answer := range answers {
		if answer != nil {
			_, readErr := io.Copy(io.Discard, answer.Body)
			err = errors.Join(err, readErr, answer.Body.Close())
		}
	}
	return err
}

func (p *Process) get(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return p.HTTP.Do(req)
}

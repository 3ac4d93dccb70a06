package boot

import (
	"context"
	"io"
	"net/http"
	"time"
)

// Within is the client of calls of which each try is given up after a time, so that others can follow
// before the request ends: after a tenth of what the request has left, and not before least. It shares
// the connections of all.
func (p *Process) Within(least time.Duration) *http.Client {
	c := *p.HTTP
	next := c.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	c.Transport = bounded{next, least}
	return &c
}

type bounded struct {
	next  http.RoundTripper
	least time.Duration
}

// RoundTrip implements http.RoundTripper. The time is for the whole answer.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), b.most(r.Context()))
	resp, err := b.next.RoundTrip(r.WithContext(ctx))
	if err != nil {
		cancel()
		return nil, err
	}
	resp.Body = cancelling{resp.Body, cancel}
	return resp, nil
}

func (b bounded) most(ctx context.Context) time.Duration {
	const tries = 10
	if ends, limited := ctx.Deadline(); limited {
		return max(b.least, time.Until(ends)/tries)
	}
	return b.least
}

// cancelling frees the timer with the body.
type cancelling struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (c cancelling) Close() error {
	defer c.cancel()
	return c.ReadCloser.Close()
}

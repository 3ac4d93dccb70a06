// Package latchkey is a client of Latchkey for Go programs: back ends, tools and tests.
//
// It owns how a route is called: the token, the code of a challenge, what is tried again, and how a
// refusal becomes an error. It must not store anything: the token of a session is the caller's.
package latchkey

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Client calls one service. It does not change: With… gives another one, so that one client serves
// many users at once.
type Client struct {
	base   *url.URL
	client *http.Client
	tries  int
	wait   func(context.Context, time.Duration) error

	headers  http.Header // of every call: who calls, and for whom
	key      string      // the Idempotency-Key of the next call that takes one
	remember bool        // whether a sign-in makes the device a known one
}

// New makes a client for the service's URL, such as https://id.example.com. It uses the transport, or
// the default one if that is nil, and waits for an answer for at most the timeout. The service itself
// answers within 30 seconds.
func New(service string, transport http.RoundTripper, timeout time.Duration) (*Client, error) {
	u, err := url.Parse(service)
	if err != nil {
		return nil, fmt.Errorf("latchkey: the URL of the service: %w", err)
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, fmt.Errorf("latchkey: the URL %q has to be https, because tokens are sent to it", service)
	}
	if timeout <= 0 {
		return nil, errors.New("latchkey: without a timeout, a call may never end")
	}
	const tries = 3
	return &Client{base: u, tries: tries, wait: wait, headers: http.Header{}, client: &http.Client{
		Transport: transport, Timeout: timeout,
		// A redirect would take the token elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func loopback(host string) bool { return host == "localhost" || net.ParseIP(host).IsLoopback() }

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// WithToken gives a client that calls with the token of a session, or with a service key.
func (c *Client) WithToken(token string) *Client {
	return c.with("Authorization", "Bearer "+token)
}

// WithIdempotencyKey gives a client that sends this key on routes that take one. Within 24 hours, the
// same request with the same key is carried out once. Without one, every call has a key of its own,
// which makes it safe to try it again, but does not outlive the program.
func (c *Client) WithIdempotencyKey(key string) *Client {
	keyed := *c
	keyed.key = key
	return &keyed
}

// WithBackend gives a client for a server that signs its users in: it sends the backend secret of the
// deployment and the address of the user, by which limits then count.
func (c *Client) WithBackend(secret string, user net.IP) *Client {
	return c.with("X-Backend-Secret", secret).with("X-Client-Address", user.String())
}

func (c *Client) with(name, value string) *Client {
	other := *c
	other.headers = c.headers.Clone()
	other.headers.Set(name, value)
	return &other
}

package latchkey

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"time"
)

// Call is a call of a route. The methods of Client are for what most programs do, Do is for the rest.
type Call struct {
	Method string
	Path   []string // its parts, which are escaped
	Query  url.Values
	Header http.Header
	Body   any  // nil sends none
	Keyed  bool // the route takes an Idempotency-Key
}

// Do makes a call and reads the answer into out, unless that is nil. A refusal is a *Problem or a
// *GatewayError. What is safe to repeat (GET, and routes with an Idempotency-Key) is tried up to three
// times if the line is cut or the service is busy.
func (c *Client) Do(ctx context.Context, call Call, out any) error {
	var body []byte
	if call.Body != nil {
		var err error
		if body, err = json.Marshal(call.Body); err != nil {
			return fmt.Errorf("latchkey: the body: %w", err)
		}
	}
	if call.Keyed {
		call.Header = withKey(call.Header, c.key)
	}
	for try := 1; ; try++ {
		err := c.once(ctx, call, body, out)
		pause, again := retry(err, try)
		if !again || try == c.tries || call.Method != http.MethodGet && !call.Keyed {
			return err
		}
		if c.wait(ctx, pause) != nil {
			return err
		}
	}
}

func withKey(header http.Header, key string) http.Header {
	if header = header.Clone(); header == nil {
		header = http.Header{}
	}
	if key == "" {
		key = rand.Text()
	}
	header.Set("Idempotency-Key", key)
	return header
}

// retry says how long to wait before another try, and whether one can help.
func retry(err error, try int) (time.Duration, bool) {
	const longest = 5 * time.Second
	var asked time.Duration
	var problem *Problem
	var gateway *GatewayError
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return 0, false
	case errors.As(err, &problem):
		if problem.Code != CodeTemporarilyUnavailable && problem.Code != CodeRequestInProgress {
			return 0, false
		}
		asked = problem.RetryAfter
	case errors.As(err, &gateway):
		if gateway.Status < http.StatusBadGateway || gateway.Status > http.StatusGatewayTimeout {
			return 0, false
		}
		asked = gateway.RetryAfter
	case !errors.As(err, new(*url.Error)): // the answer came, and cannot be read
		return 0, false
	}
	pause := max(asked, time.Duration(try)*200*time.Millisecond)
	return pause, pause <= longest
}

func (c *Client) once(ctx context.Context, call Call, body []byte, out any) error {
	parts, err := escaped(call.Path)
	if err != nil {
		return err
	}
	at := c.base.JoinPath(parts...)
	at.RawQuery = call.Query.Encode()
	request, err := http.NewRequestWithContext(ctx, call.Method, at.String(), bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("latchkey: the request: %w", err)
	}
	maps.Copy(request.Header, c.headers)
	maps.Copy(request.Header, call.Header)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := c.client.Do(request)
	if err != nil {
		return fmt.Errorf("latchkey: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	const most = 8 << 20 // more than any answer has
	text, err := io.ReadAll(io.LimitReader(response.Body, most))
	if err != nil {
		return &url.Error{Op: call.Method, URL: at.Path, Err: err}
	}
	return read(response, text, out)
}

// escaped refuses what would lead to another route: somebody may have typed it as a name.
func escaped(parts []string) ([]string, error) {
	all := make([]string, len(parts))
	for i, p := range parts {
		if p == "" || p == "." || p == ".." {
			return nil, fmt.Errorf("latchkey: %q cannot be part of a path", p)
		}
		all[i] = url.PathEscape(p)
	}
	return all, nil
}

func read(response *http.Response, text []byte, out any) error {
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return refusal(response, text)
	}
	if out == nil || response.StatusCode == http.StatusNoContent {
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("latchkey: the answer: %w", err)
	}
	return nil
}

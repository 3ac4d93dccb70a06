package boot

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
)

// counting counts the writes of a connection.
type counting struct {
	net.Conn
	writes *atomic.Int64
}

func (c counting) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(p)
}

func TestRequestsAreSentByOneWrite(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, r.Body)
	}))
	defer server.Close()
	var writes atomic.Int64
	c := client()
	c.Transport.(oneWrite).RoundTripper.(*http.Transport).DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		return counting{conn, &writes}, err
	}
	for name, s := range map[string]struct {
		body   io.Reader
		length int64
		answer string
		fails  bool
	}{
		"a body that breaks off":          {io.LimitReader(strings.NewReader("abc"), 3), 4, "", true},
		"a body that cannot be read":      {iotest.ErrReader(io.ErrClosedPipe), 4, "", true},
		"no body":                         {http.NoBody, 0, "", false},
		"a body of a kind that is hidden": {io.LimitReader(strings.NewReader("abc"), 3), 3, "abc", false},
	} {
		writes.Store(0)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, s.body)
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = s.length
		resp, err := c.Do(r)
		if s.fails {
			if err == nil || writes.Load() != 0 {
				t.Errorf("%s: %v, after %d writes", name, err, writes.Load())
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || string(got) != s.answer || writes.Load() != 1 {
			t.Errorf("%s: %q, %v, by %d writes", name, got, err, writes.Load())
		}
	}
}

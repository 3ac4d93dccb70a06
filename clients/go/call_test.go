package latchkey

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// answering is a service that gives one answer after another, and what it was asked.
func answering(t *testing.T, answers ...http.HandlerFunc) (c *Client, asked *[]*http.Request, waits *[]time.Duration) {
	t.Helper()
	asked, waits = new([]*http.Request), new([]time.Duration)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r)
		answers[min(len(*asked), len(answers))-1](w, r)
	}))
	t.Cleanup(server.Close)
	c, err := New(server.URL, server.Client().Transport, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	c.wait = func(ctx context.Context, d time.Duration) error {
		*waits = append(*waits, d)
		return ctx.Err()
	}
	return c, asked, waits
}

func says(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func cut(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

const busy = `{"status":503,"code":"temporarily_unavailable","detail":"The service is busy.","request_id":"r"}`

// A token in the clear is anybody's.
func TestClientsThatAreNotMade(t *testing.T) {
	for service, timeout := range map[string]time.Duration{
		"http://id.example.com": time.Second, "http://127.0.0.1.example.com": time.Second, "http://localhost@id.example.com": time.Second,
		"id.example.com": time.Second, "": time.Second, "https://id example": time.Second, "https://id.example.com": 0,
	} {
		if c, err := New(service, nil, timeout); err == nil || c != nil {
			t.Errorf("%q, %v: made", service, timeout)
		}
	}
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"a problem":       {says(403, `{"status":403,"code":"forbidden","detail":"No.","request_id":"r"}`), "*latchkey.Problem No. (forbidden)"},
		"with fields":     {says(422, `{"code":"invalid_fields","detail":"No.","errors":[{"field":"email","code":"required","detail":"It is missing."}]}`), "*latchkey.Problem No. (invalid_fields); email: It is missing."},
		"of the gateway":  {says(429, `{"message":"Too Many Requests"}`, "Retry-After", "7"), "*latchkey.GatewayError answered 429 in place of the service: Too Many Requests"},
		"of a firewall":   {says(403, `<html>`), "*latchkey.GatewayError answered 403 in place of the service: Forbidden"},
		"a redirect":      {says(307, ``, "Location", "/elsewhere"), "*latchkey.GatewayError answered 307 in place of the service: Temporary Redirect"},
		"cut in the body": {says(200, `{"id":`), "*fmt.wrapError latchkey: the answer: unexpected end of JSON input"},
	} {
		client, asked, _ := answering(t, c.answer)
		user, err := client.User(t.Context(), Me)
		if got := fmt.Sprintf("%T %v", err, err); got != c.want || user != nil || len(*asked) != 1 {
			t.Errorf("%s: %s, %v, asked %d times", name, got, user, len(*asked))
		}
	}
	client, _, _ := answering(t, says(429, `{"code":"too_many_requests"}`, "Retry-After", "7"))
	var p *Problem
	if err := client.SignOut(t.Context()); !errors.As(err, &p) || p.RetryAfter != 7*time.Second || !Is(err, CodeTooManyRequests) || Is(err, CodeForbidden) {
		t.Errorf("%v after %v", err, p.RetryAfter)
	}
}

// Only what cannot be done twice by that is tried again.
func TestRetries(t *testing.T) {
	user := says(200, `{"id":7}`)
	read := func(c *Client) error { _, err := c.User(t.Context(), 7); return err }
	made := func(c *Client) error { _, err := c.Register(t.Context(), Registration{}, nil); return err }
	change := func(c *Client) error { _, err := c.Update(t.Context(), 7, Changes{}, nil); return err }
	for name, c := range map[string]struct {
		do      func(*Client) error
		answers []http.HandlerFunc
		asked   int
		waits   []time.Duration
		fails   bool
	}{
		"a read, busy once":         {read, []http.HandlerFunc{says(503, busy, "Retry-After", "2"), user}, 2, []time.Duration{2 * time.Second}, false},
		"a read, cut twice":         {read, []http.HandlerFunc{cut, cut, user}, 3, []time.Duration{200 * time.Millisecond, 400 * time.Millisecond}, false},
		"a read, busy on and on":    {read, []http.HandlerFunc{says(503, busy)}, 3, []time.Duration{200 * time.Millisecond, 400 * time.Millisecond}, true},
		"a read, busy for long":     {read, []http.HandlerFunc{says(503, busy, "Retry-After", "60")}, 1, nil, true},
		"a read, no gateway":        {read, []http.HandlerFunc{says(502, ""), user}, 2, []time.Duration{200 * time.Millisecond}, false},
		"a read that fails":         {read, []http.HandlerFunc{says(500, `{"code":"internal_error"}`)}, 1, nil, true},
		"with a key, cut":           {made, []http.HandlerFunc{cut, says(201, `{"user":{"id":7},"challenge":null}`)}, 2, []time.Duration{200 * time.Millisecond}, false},
		"with a key, still running": {made, []http.HandlerFunc{says(409, `{"code":"request_in_progress"}`, "Retry-After", "1"), says(201, `{"user":{}}`)}, 2, []time.Duration{time.Second}, false},
		"a change, cut":             {change, []http.HandlerFunc{cut}, 1, nil, true},
		"a change, busy":            {change, []http.HandlerFunc{says(503, busy)}, 1, nil, true},
	} {
		client, asked, waits := answering(t, c.answers...)
		err := c.do(client)
		if (err != nil) != c.fails || len(*asked) != c.asked || !slices.Equal(*waits, c.waits) {
			t.Errorf("%s: %v, asked %d times with %v between", name, err, len(*asked), *waits)
		}
		if keys := header(*asked, "Idempotency-Key"); strings.HasPrefix(name, "with a key") != (keys[0] != "") || keys[0] != keys[len(keys)-1] {
			t.Errorf("%s: the keys %v", name, keys)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	client, asked, _ := answering(t, user)
	if _, err := client.User(ended, 7); !errors.Is(err, context.Canceled) || len(*asked) != 0 {
		t.Errorf("%v, asked %d times", err, len(*asked))
	}
}

func header(requests []*http.Request, name string) (values []string) {
	for _, r := range requests {
		values = append(values, r.Header.Get(name))
	}
	return values
}

// Each With… gives a client of its own.
func TestClientsOfManyUsers(t *testing.T) {
	plain, asked, _ := answering(t, says(200, `{"user":{"id":7}}`))
	mary, anne := plain.WithToken("lks_mary"), plain.WithToken("lks_anne").WithIdempotencyKey("k").WithBackend("s", []byte{203, 0, 113, 7})
	for _, c := range []*Client{plain, mary, anne} {
		if _, err := c.Register(t.Context(), Registration{}, nil); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string][]string{
		"Authorization": {"", "Bearer lks_mary", "Bearer lks_anne"}, "X-Client-Address": {"", "", "203.0.113.7"}, "X-Backend-Secret": {"", "", "s"},
	} {
		if got := header(*asked, name); !slices.Equal(got, want) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if keys := header(*asked, "Idempotency-Key"); keys[2] != "k" || keys[0] == "" || keys[0] == keys[1] {
		t.Errorf("the keys %v", keys)
	}
}

func TestPages(t *testing.T) {
	first, last := says(200, `{"users":[{"id":1},{"id":2}],"next_cursor":"c"}`), says(200, `{"users":[{"id":3}],"next_cursor":null}`)
	for name, c := range map[string]struct {
		answers []http.HandlerFunc
		stop    int
		want    string
	}{
		"to the end":        {[]http.HandlerFunc{first, last}, 9, "1 2 3 in 2"},
		"an empty page":     {[]http.HandlerFunc{says(200, `{"users":[],"next_cursor":"c"}`), last}, 9, "3 in 2"},
		"no further":        {[]http.HandlerFunc{first, last}, 2, "1 2 in 1"},
		"a page is refused": {[]http.HandlerFunc{first, says(400, `{"code":"invalid_cursor","detail":"No."}`)}, 9, "1 2 No. (invalid_cursor) in 2"},
	} {
		client, asked, _ := answering(t, c.answers...)
		var got []string
		for user, err := range client.Users(t.Context(), UserQuery{Role: "admin"}) {
			if err != nil {
				got = append(got, err.Error())
				continue
			}
			if got = append(got, fmt.Sprint(user.ID)); len(got) == c.stop {
				break
			}
		}
		if s := fmt.Sprintf("%s in %d", strings.Join(got, " "), len(*asked)); s != c.want {
			t.Errorf("%s: %s", name, s)
		}
		if q := (*asked)[len(*asked)-1].URL.RawQuery; strings.Contains(q, "cursor=c") != (len(*asked) == 2) || !strings.Contains(q, "limit=100&role=admin") {
			t.Errorf("%s: asked for %s", name, q)
		}
	}
}

func TestImportsAreFew(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".").Output()
	if err != nil || strings.TrimSpace(string(out)) != "latchkey/clients/go" {
		t.Errorf("%s %v", out, err)
	}
}

// What a path is made of stays one part of it, whatever it is.
func TestPathsAreEscaped(t *testing.T) {
	client, asked, _ := answering(t, says(200, `{"events":[],"next_cursor":null}`))
	for name, want := range map[string]string{
		"mary": "/users/mary/audit", "a/b": "/users/a%2Fb/audit", "a?b#c": "/users/a%3Fb%23c/audit", "ü %": "/users/%C3%BC%20%25/audit",
	} {
		for _, err := range client.AuditEvents(t.Context(), name) {
			t.Error(err)
		}
		if got := (*asked)[len(*asked)-1].URL.EscapedPath(); got != "/api/v1/admin"+want {
			t.Errorf("%q: %s", name, got)
		}
	}
	for _, name := range []string{"", ".", ".."} {
		refused := false
		for _, err := range client.AuditEvents(t.Context(), name) {
			refused = err != nil
		}
		if !refused || len(*asked) != 4 {
			t.Errorf("%q: refused %v, asked for %s", name, refused, (*asked)[len(*asked)-1].URL)
		}
	}
}

package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/infra/local/gateway"
	"latchkey/infra/template"
)

// function stands for a Lambda function: a payload in, an answer or an error out.
type function func(payload []byte) (string, error)

func answering(answer string) function {
	return func([]byte) (string, error) { return answer, nil }
}

// echo answers with the event it got.
func echo(payload []byte) (string, error) {
	body, err := json.Marshal(map[string]any{"statusCode": 200, "body": string(payload)})
	return string(body), err
}

// api is a gateway over functions, and what it was seen to call.
type api struct {
	*httptest.Server
	mu       sync.Mutex
	called   []string
	accesses []gateway.Access
}

func serve(t *testing.T, service *template.Service, functions map[string]function) *api {
	t.Helper()
	a := &api{}
	g, err := gateway.New(gateway.Config{
		Service: service, Domain: "api.latchkey.localhost", Account: "123456789012",
		Invoke: func(_ context.Context, name string, payload []byte) ([]byte, error) {
			a.mu.Lock()
			a.called = append(a.called, name)
			a.mu.Unlock()
			answer, err := functions[name](payload)
			return []byte(answer), err
		},
		Access: func(access gateway.Access) {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.accesses = append(a.accesses, access)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	a.Server = httptest.NewServer(g)
	t.Cleanup(a.Close)
	return a
}

func oneRoute(method, path string) *template.Service {
	return &template.Service{Routes: []template.Route{{API: "Api", Method: method, Path: path, Function: "f"}}}
}

// reply is what the client got.
type reply struct {
	status int
	header http.Header
}

// send makes one request and gives the answer and its body.
func (a *api) send(t *testing.T, request *http.Request) (reply, string) {
	t.Helper()
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{response.StatusCode, response.Header}, string(body)
}

func (a *api) request(t *testing.T, method, path, body string) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, a.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func (a *api) event(t *testing.T, request *http.Request) events.APIGatewayV2HTTPRequest {
	t.Helper()
	response, body := a.send(t, request)
	if response.status != http.StatusOK {
		t.Fatalf("%d %s", response.status, body)
	}
	var event events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal([]byte(body), &event); err != nil {
		t.Fatal(err)
	}
	return event
}

func TestRefusals(t *testing.T) {
	a := serve(t, oneRoute("POST", "/things/{id}"), map[string]function{"f": echo})
	large := a.request(t, "POST", "/things/1", "")
	large.Header.Set("X-Large", strings.Repeat("x", 10_240))
	for name, c := range map[string]struct {
		request *http.Request
		status  int
		message string
	}{
		"no such path":      {a.request(t, "POST", "/nothing", ""), 404, "Not Found"},
		"no such method":    {a.request(t, "GET", "/things/1", ""), 404, "Not Found"},
		"empty parameter":   {a.request(t, "POST", "/things/", ""), 404, "Not Found"},
		"one part too many": {a.request(t, "POST", "/things/1/", ""), 404, "Not Found"},
		"large head":        {large, 431, "Request Header Fields Too Large"},
		"large path":        {a.request(t, "POST", "/things/"+strings.Repeat("x", 10_240), ""), 431, "Request Header Fields Too Large"},
		"large body":        {a.request(t, "POST", "/things/1", strings.Repeat("x", 10<<20+1)), 413, "Request Entity Too Large"},
	} {
		response, body := a.send(t, c.request)
		if want := fmt.Sprintf(`{"message":%q}`, c.message); response.status != c.status || body != want {
			t.Errorf("%s: %d %s, want %d %s", name, response.status, body, c.status, want)
		}
	}
	if len(a.called) > 0 {
		t.Errorf("functions were called: %v", a.called)
	}
}

func TestFunctionThatFails(t *testing.T) {
	for name, c := range map[string]struct {
		f      function
		status int
		want   string
	}{
		"error":            {func([]byte) (string, error) { return "", errors.New("broken") }, 500, `{"message":"Internal Server Error"}`},
		"too slow":         {func([]byte) (string, error) { return "", context.DeadlineExceeded }, 503, `{"message":"Service Unavailable"}`},
		"no JSON":          {answering("hello"), 500, `{"message":"Internal Server Error"}`},
		"odd status":       {answering(`{"statusCode":"many"}`), 500, `{"message":"Internal Server Error"}`},
		"body no text":     {answering(`{"statusCode":200,"body":{"a":1}}`), 500, `{"message":"Internal Server Error"}`},
		"body not encoded": {answering(`{"statusCode":200,"body":"%%","isBase64Encoded":true}`), 500, `{"message":"Internal Server Error"}`},
	} {
		a := serve(t, oneRoute("GET", "/"), map[string]function{"f": c.f})
		response, body := a.send(t, a.request(t, "GET", "/", ""))
		if response.status != c.status || body != c.want {
			t.Errorf("%s: %d %s, want %d %s", name, response.status, body, c.status, c.want)
		}
	}
}

func TestAccessLineHasNoQuery(t *testing.T) {
	a := serve(t, oneRoute("GET", "/a/{id}"), map[string]function{"f": echo})
	a.send(t, a.request(t, "GET", "/a/x%0Ay?token=secret", ""))
	a.Close()
	line := a.accesses[0].String()
	if !strings.HasPrefix(line, "GET /a/x%0Ay 200 ") || !strings.HasSuffix(line, " ms f") || strings.Contains(line, "secret") {
		t.Errorf("access line %q", line)
	}
}

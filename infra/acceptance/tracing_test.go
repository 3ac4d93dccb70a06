package acceptance

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	otlp "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"latchkey/infra/build"
	"latchkey/infra/local/stack"
	"latchkey/infra/testing/testdb"
)

// collector is an OpenTelemetry collector that keeps what it is sent.
type collector struct {
	*httptest.Server
	mu    sync.Mutex
	raw   bytes.Buffer
	spans []span
}

type span struct {
	*trace.Span
	function string
}

func collect(t *testing.T) *collector {
	t.Helper()
	c := new(collector)
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = c.keep(r, body)
		}
		if err != nil {
			t.Error(err)
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	}))
	t.Cleanup(c.Close)
	return c
}

func (c *collector) keep(r *http.Request, body []byte) error {
	var sent otlp.ExportTraceServiceRequest
	if err := proto.Unmarshal(body, &sent); err != nil || r.URL.Path != "/v1/traces" {
		return fmt.Errorf("%s: %w", r.URL.Path, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.raw.Write(body)
	for _, from := range sent.ResourceSpans {
		function := attributes(from.Resource.Attributes)["service.name"]
		for _, scope := range from.ScopeSpans {
			for _, s := range scope.Spans {
				c.spans = append(c.spans, span{s, function})
			}
		}
	}
	return nil
}

// taken gives the spans since the last time, parents before children, and what was sent.
func (c *collector) taken() (spans []span, raw string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	spans, c.spans = c.spans, nil
	slices.SortStableFunc(spans, func(a, b span) int { return int(a.Kind) - int(b.Kind) }) // a server's are 2, a client's 3
	return spans, c.raw.String()
}

func attributes(list []*common.KeyValue) map[string]string {
	all := map[string]string{}
	for _, a := range list {
		all[a.Key] = a.Value.GetStringValue()
		if n, ok := a.Value.Value.(*common.AnyValue_IntValue); ok {
			all[a.Key] = fmt.Sprint(n.IntValue)
		}
	}
	return all
}

// traceable are the functions that the tests build with tracing.
var traceable = []string{"login", "two-factor", "authorizer", "get-user"}

// buildTraced gives a folder with those, and the others as they are.
var buildTraced = sync.OnceValues(func() (string, error) {
	plain, err := built()
	if err != nil {
		return "", err
	}
	dir, err := filepath.Abs(filepath.Join(root, "build", "traced"))
	if err != nil {
		return "", err
	}
	functions, err := build.Names(plain)
	for _, name := range functions {
		target := filepath.Join(dir, name, "bootstrap")
		err = errors.Join(err, os.MkdirAll(filepath.Dir(target), 0o755), os.RemoveAll(target))
		if slices.Contains(traceable, name) {
			err = errors.Join(err, compileTraced(name, target))
			continue
		}
		source, failed := filepath.Abs(filepath.Join(plain, name, "bootstrap"))
		err = errors.Join(err, failed, os.Symlink(source, target))
	}
	return dir, err
})

func compileTraced(name, target string) error {
	compile := exec.Command("go", "build", "-tags", "lambda.norpc,"+build.Tracing, "-ldflags", "-s -w", "-o", target, "./functions/"+name)
	compile.Dir, compile.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	if said, err := compile.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	return nil
}

// traced starts a service whose functions were built to be traced, with a line in the template as
// an operator would add it; without one, for an empty endpoint.
func traced(t *testing.T, endpoint string) service {
	t.Helper()
	dir, err := buildTraced()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if endpoint != "" {
		const variable = "        SERVICE_NAME: !Ref ServiceName\n"
		text = bytes.Replace(text, []byte(variable), []byte(variable+"        OTEL_EXPORTER_OTLP_ENDPOINT: "+endpoint+"\n"), 1)
	}
	path := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	waitForWindow(t.Context())
	log := new(journal)
	s, err := stack.Start(t.Context(), stack.Config{
		Template: path, Binaries: dir, DynamoDBEndpoint: testdb.Endpoint(t), TablePrefix: testdb.Prefix(), Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Stop()
		inInventory(t, log.String())
		if t.Failed() {
			t.Log(log.String())
		}
	})
	return service{s, log}
}

// What is not asked for is not there: no function links OpenTelemetry but by its tag.
func TestTracingIsNotLinked(t *testing.T) {
	for tags, want := range map[string]bool{"lambda.norpc": false, "lambda.norpc," + build.Tracing: true} {
		list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-tags", tags, "./functions/...")
		list.Dir = root
		out, err := list.Output()
		if linked := strings.Contains(string(out), "go.opentelemetry.io/"); err != nil || linked != want {
			t.Errorf("%s: linked=%v, %v", tags, linked, err)
		}
	}
}

// A collector that is down, broken or slow, or that nobody named, changes no answer.
func TestCollectorIsNotNeeded(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }))
	defer broken.Close()
	over, end := context.WithCancel(t.Context())
	silent := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-over.Done() }))
	defer silent.Close()
	defer end()
	for name, endpoint := range map[string]string{"gone": gone.URL, "broken": broken.URL, "silent": silent.URL, "not named": ""} {
		t.Run(name, func(t *testing.T) {
			s := traced(t, endpoint)
			s.account(t, "mary", false)
			if a := s.post(t, "/users/login", login("mary", "not the password at all")); a.status != 401 || a.text("code") != "invalid_credentials" {
				t.Errorf("%d %s", a.status, a.body)
			}
			if a := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", s.token(t, "mary")); a.status != 200 || a.text("username") != "mary" {
				t.Errorf("%d %s", a.status, a.body)
			}
			s.Stop()
			if lost := strings.Contains(s.log.String(), "spans were not exported"); lost != (endpoint != "") {
				t.Errorf("lost=%v", lost)
			}
		})
	}
}

// hold checks the spans of one request to one function: one of the invocation, with these
// attributes and its own ids, and below it one for each call of AWS.
func hold(t *testing.T, spans []span, function, route string, want map[string]string) (top span) {
	t.Helper()
	var calls []string
	for _, s := range spans {
		if s.function != function {
			continue
		}
		got := attributes(s.Attributes)
		if s.Kind == trace.Span_SPAN_KIND_SERVER {
			if got["faas.invocation_id"] == "" || top.Span != nil || s.Name != route {
				t.Errorf("%s: %v", s.Name, got)
			}
			delete(got, "faas.invocation_id")
			if top = s; !maps.Equal(got, want) {
				t.Errorf("%s: %v, want %v", s.Name, got, want)
			}
			continue
		}
		calls = append(calls, s.Name)
		if top.Span == nil || !bytes.Equal(s.ParentSpanId, top.SpanId) || !bytes.Equal(s.TraceId, top.TraceId) {
			t.Errorf("%s has another parent", s.Name)
		}
		method := strings.TrimPrefix(s.Name, "DynamoDB.")
		if !maps.Equal(got, map[string]string{"rpc.system": "aws-api", "rpc.service": "DynamoDB", "rpc.method": method, "http.response.status_code": "200"}) {
			t.Errorf("%s: %v", s.Name, got)
		}
	}
	if top.Span == nil || len(calls) == 0 {
		t.Fatalf("%s: %d spans, %v", function, len(spans), calls)
	}
	if len(top.Status.GetMessage())+len(top.Events)+len(top.Links)+len(top.TraceState) != 0 {
		t.Errorf("%s says more: %v", route, top)
	}
	return top
}

// A request is a span, whose parent is who asks, and below it are the calls that it makes.
func TestSpans(t *testing.T) {
	c := collect(t)
	s := traced(t, c.URL)
	s.account(t, "mary", false)
	token := s.token(t, "mary")
	id := fmt.Sprintf("%.0f", s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", token).at("id"))
	c.taken()

	const traceID, spanID = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	const xray = "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=" + spanID + ";Sampled="
	for i, parent := range []struct {
		name, header, value string
		known               bool
	}{
		{"nobody", "Accept", "*/*", false},
		{"no trace", "Traceparent", "00-" + strings.Repeat("0", 32) + "-" + spanID + "-01", false},
		{"X-Ray, which keeps no span", "X-Amzn-Trace-Id", xray + "0", false},
		{"a client", "Traceparent", "00-" + traceID + "-" + spanID + "-01", true},
		{"a client that would not be seen", "Traceparent", "00-" + traceID + "-" + spanID + "-00", true},
		{"X-Ray", "X-Amzn-Trace-Id", xray + "1", true},
	} {
		a := s.do(t, "POST", "/users/login", login(fmt.Sprintf("nobody%d", i), password), parent.header, parent.value)
		spans, _ := c.taken()
		top := hold(t, spans, "login", "POST /users/login", map[string]string{
			"http.request.method": "POST", "http.route": "/users/login", "http.response.status_code": "401",
			"latchkey.request_id": a.header.Get("X-Request-Id"), "latchkey.code": "invalid_credentials",
		})
		known := hex.EncodeToString(top.TraceId) == traceID && hex.EncodeToString(top.ParentSpanId) == spanID
		if known != parent.known || !known && len(top.ParentSpanId) != 0 {
			t.Errorf("%s: the parent is %x of %x", parent.name, top.ParentSpanId, top.TraceId)
		}
	}

	a := s.do(t, "GET", "/users/"+id, "", "PRIVATE-TOKEN", token)
	spans, raw := c.taken()
	want := map[string]string{"http.request.method": "GET", "http.route": "/users/{id}", "latchkey.request_id": a.header.Get("X-Request-Id")}
	hold(t, spans, "authorizer", "GET /users/{id}", want)
	want["http.response.status_code"] = "200"
	hold(t, spans, "get-user", "GET /users/{id}", want)
	if a.status != 200 || strings.Contains(raw, id) {
		t.Errorf("%d %s, or the path is in a span", a.status, a.body)
	}
}

// of all that a client sends and is sent, nothing that is secret or his own is in a span.
func TestSpansSayNothing(t *testing.T) {
	c := collect(t)
	s := traced(t, c.URL)
	s.account(t, "anne", true)
	const canary = "hunter2hunter2"
	a := s.do(t, "POST", "/users/login?token="+canary, login("anne", password),
		"Cookie", canary, "Tracestate", "x="+canary, "Baggage", "x="+canary, "User-Agent", canary, "Traceparent", canary)
	challenge, code := a.text("challenge.id"), s.code(t, "anne@latchkey.example")
	signedIn := s.post(t, "/2fa?code="+canary, reply(challenge, code))
	if signedIn.status != 200 {
		t.Fatalf("%d %s", signedIn.status, signedIn.body)
	}
	token := signedIn.text("token")
	s.do(t, "GET", "/users/"+canary, "", "PRIVATE-TOKEN", token)
	s.do(t, "GET", "/users/me?x="+canary, "", "PRIVATE-TOKEN", canary)
	spans, raw := c.taken()
	services := map[string]bool{}
	for _, span := range spans {
		services[attributes(span.Attributes)["rpc.service"]] = true
	}
	if !services["DynamoDB"] || !services["SESv2"] {
		t.Errorf("%v", services)
	}
	for _, secret := range []string{canary, password, challenge, code, token, "anne", "latchkey.example", "127.0.0.1"} {
		if secret == "" || strings.Contains(raw, secret) {
			t.Errorf("%q is in a span", secret)
		}
	}
}

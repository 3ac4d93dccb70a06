package world

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
)

// Handler is what api.Handle makes.
type Handler = func(context.Context, api.Event) (api.Response, error)

// Call is a request to a handler.
type Call struct {
	Method  string // POST when empty
	Body    string
	Headers map[string]string // content-type is application/json unless it is here
	Path    map[string]string
	Query   string      // as in a URL
	Caller  *api.Caller // nil for nobody
	Address string
}

// Answer is what a handler answered.
type Answer struct {
	Status  int
	Headers map[string]string
	Body    string
}

// Do calls a handler as the gateway would.
func Do(t testing.TB, h Handler, c Call) Answer {
	t.Helper()
	e := api.Event{
		Version: "2.0", RouteKey: "TEST", Body: c.Body, PathParameters: c.Path,
		Headers: map[string]string{"content-type": "application/json"},
	}
	for name, value := range c.Headers {
		e.Headers[strings.ToLower(name)] = value
	}
	e.RequestContext.RequestID = "test-request"
	e.RawQueryString, e.QueryStringParameters = c.Query, parameters(t, c.Query)
	e.RequestContext.HTTP.Method = c.Method
	e.RequestContext.HTTP.SourceIP = c.Address
	e.RequestContext.HTTP.UserAgent = "a test"
	if c.Address == "" {
		e.RequestContext.HTTP.SourceIP = "203.0.113.7"
	}
	if c.Caller != nil {
		e.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{Lambda: c.Caller.Context()}
	}
	out, err := h(Logged(context.Background(), t.Output()), e)
	if err != nil {
		t.Fatalf("a handler answers, and never fails: %v", err)
	}
	return Answer{out.StatusCode, out.Headers, out.Body}
}

// parameters are those of a query, as the gateway gives them.
func parameters(t testing.TB, query string) map[string]string {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	joined := map[string]string{}
	for name, all := range values {
		joined[name] = strings.Join(all, ",")
	}
	return joined
}

// Post sends JSON.
func Post(t testing.TB, h Handler, body string) Answer {
	t.Helper()
	return Do(t, h, Call{Body: body})
}

// Into reads an answer's body.
func Into[T any](t testing.TB, a Answer) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(a.Body), &v); err != nil {
		t.Fatalf("%d %q: %v", a.Status, a.Body, err)
	}
	return v
}

// Problem is what tests look at in a refusal.
type Problem struct {
	Status    int
	Code      string
	Detail    string
	Message   string
	RequestID string `json:"request_id"`
	Errors    []struct{ Field, Code string }
	Challenge *struct{ ID string }
}

// Code is the code of a refusal; empty when the answer is none.
func (a Answer) Code(t testing.TB) string {
	t.Helper()
	if a.Headers["content-type"] != "application/problem+json" {
		return ""
	}
	return Into[Problem](t, a).Code
}

// Fields are what a refusal blames, as "field: code", in order. What was done without a word blames none.
func (a Answer) Fields(t testing.TB) []string {
	t.Helper()
	if a.Status == 204 {
		return nil
	}
	var fields []string
	for _, e := range Into[Problem](t, a).Errors {
		fields = append(fields, e.Field+": "+e.Code)
	}
	return fields
}

var sixDigits = regexp.MustCompile(`^[0-9]{6}`)

// Code gives the code of the newest message to somebody.
func (w *World) Code(t testing.TB, to string) string {
	t.Helper()
	messages := w.Outbox.Messages(to)
	if len(messages) == 0 {
		t.Fatalf("nothing was sent to %s", to)
	}
	code := sixDigits.FindString(messages[0].Text)
	if code == "" {
		t.Fatalf("the message does not begin with a code: %q", messages[0].Text)
	}
	return code
}

// Issue sends a user a code and gives the challenge and the code.
func (w *World) Issue(t testing.TB, o passcode.Request) (challenge, code string) {
	t.Helper()
	p, err := w.Issuer.Issue(t.Context(), o, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	return p.ID, w.Code(t, p.SentTo)
}

// Matches holds when the code is that of the challenge.
func (w *World) Matches(t testing.TB, p passcode.Passcode, code string) bool {
	t.Helper()
	right, err := w.Issuer.Key.Matches(t.Context(), p, passcode.Code(code))
	if err != nil {
		t.Fatal(err)
	}
	return right
}

// Alive is how many passcodes are active.
func (w *World) Alive(t testing.TB) (n int) {
	t.Helper()
	codes := w.Scan(t, w.Tables.Passcodes)
	for _, item := range codes {
		n += open(item)
	}
	if len(codes) == 0 {
		t.Error("there is no code to look at")
	}
	return n
}

// NoneAlive fails where a passcode is active, or there is none.
func (w *World) NoneAlive(t testing.TB) {
	t.Helper()
	if n := w.Alive(t); n > 0 {
		t.Errorf("%d codes live", n)
	}
}

// Reply is the body of an answer to a challenge.
func Reply(challenge, code string) string {
	return fmt.Sprintf(`{"challenge_id":%q,"code":%q}`, challenge, code)
}

// Wrong gives a code that is not the one given.
func Wrong(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

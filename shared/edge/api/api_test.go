package api_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/session"
	"latchkey/shared/edge/api"
)

func call(t *testing.T, access api.Access, route api.Func, change func(*api.Event)) api.Response {
	t.Helper()
	e := api.Event{Headers: map[string]string{"content-type": "application/json"}}
	e.RequestContext.RequestID = "r-1"
	if change != nil {
		change(&e)
	}
	out, err := api.Handle(access, time.Now, route)(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func ok(context.Context, *api.Request) (api.Reply, error) { return api.OK(map[string]string{}), nil }

func signedIn(context map[string]any) func(*api.Event) {
	return func(e *api.Event) {
		e.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{Lambda: context}
	}
}

func as(role account.Role) func(*api.Event) {
	return signedIn(api.Caller{UserID: 7, Role: role, Session: "h", SignedInAt: time.Unix(1_800_000_000, 0)}.Context())
}

// a caller whom the route is not for is refused, and the route is not run.
func TestAccess(t *testing.T) {
	forged := func(e *api.Event) { e.Headers["x-user-id"], e.Headers["x-role"] = "7", "admin" }
	enrols := signedIn(api.Caller{UserID: 7, Role: account.RoleAdmin, SignedInAt: time.Unix(1_800_000_000, 0), OnlyEnrols: true}.Context())
	for _, c := range []struct {
		name   string
		access api.Access
		who    func(*api.Event)
		want   int
	}{
		{"a route that states nobody, to an admin", api.Access{}, as(account.RoleAdmin), 403},
		{"admins, to one who may only enrol", api.Admins, enrols, 403},
		{"users, to one who may only enrol", api.Users, enrols, 403},
		{"users who enrol, to one who may only enrol", api.Users.ToEnrol(), enrols, 200},
		{"users who enrol, to an admin", api.Users.ToEnrol(), as(account.RoleAdmin), 200},
		{"users who enrol, to nobody", api.Users.ToEnrol(), nil, 401},
		{"users, to nobody", api.Users, nil, 401},
		{"users, to headers that claim", api.Users, forged, 401},
		{"users, to an empty context", api.Users, signedIn(map[string]any{}), 401},
		{"users, to an id of the wrong type", api.Users, signedIn(map[string]any{"user_id": 7, "role": "user"}), 401},
		{"users, to a role that is none", api.Users, as("root"), 403},
		{"users, refused for a token", api.Users, signedIn(api.Refused(session.ErrInvalid)), 401},
		{"users, unverified", api.Users, signedIn(api.Refused(errors.New("table is down"))), 503},
		{"users, refused in words unknown here", api.Users, signedIn(map[string]any{"refused": "x", "user_id": "7", "role": "user"}), 503},
		{"support, to a user", api.Staff, as(account.RoleUser), 403},
		{"admins, to a user", api.Admins, as(account.RoleUser), 403},
		{"admins, to support", api.Admins, as(account.RoleSupport), 403},

		{"anyone, to nobody", api.Anyone, nil, 200},
		{"users, to a user", api.Users, as(account.RoleUser), 200},
		{"users, to support", api.Users, as(account.RoleSupport), 200},
		{"support, to support", api.Staff, as(account.RoleSupport), 200},
		{"support, to an admin", api.Staff, as(account.RoleAdmin), 200},
		{"admins, to an admin", api.Admins, as(account.RoleAdmin), 200},
	} {
		ran := false
		out := call(t, c.access, func(ctx context.Context, r *api.Request) (api.Reply, error) { ran = true; return ok(ctx, r) }, c.who)
		if out.StatusCode != c.want || ran != (c.want == 200) {
			t.Errorf("%s: %d, ran=%v", c.name, out.StatusCode, ran)
		}
	}
}

// whatever is answered, its headers and form are right.
func TestEveryAnswerIsWellFormed(t *testing.T) {
	for _, c := range []struct {
		name   string
		err    error
		status int
		header string // one that this answer must have
	}{
		{"failure", errors.New("secret detail"), 500, ""},
		{"unauthenticated", session.ErrMissing, 401, "www-authenticate"},
		{"too many", fault.New(fault.TooMany, "x", "y").After(1500 * time.Millisecond), 429, "retry-after"},
		{"wrapped conflict", fmt.Errorf("a: %w", account.ErrEmailTaken), 409, ""},
		{"success", nil, 200, ""},
	} {
		out := call(t, api.Anyone, func(ctx context.Context, r *api.Request) (api.Reply, error) {
			if c.err != nil {
				return api.Reply{}, c.err
			}
			return ok(ctx, r)
		}, nil)
		for name, want := range map[string]string{
			"cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
			"strict-transport-security": "max-age=63072000; includeSubDomains",
			"content-security-policy":   "default-src 'none'; frame-ancestors 'none'", "x-request-id": "r-1",
		} {
			if out.Headers[name] != want {
				t.Errorf("%s: %s is %q", c.name, name, out.Headers[name])
			}
		}
		media := map[bool]string{true: "application/problem+json", false: "application/json"}[c.err != nil]
		if out.StatusCode != c.status || out.Headers["content-type"] != media || strings.Contains(out.Body, "secret detail") {
			t.Errorf("%s: %d %s %s", c.name, out.StatusCode, out.Headers["content-type"], out.Body)
		}
		if c.header != "" && out.Headers[c.header] == "" {
			t.Errorf("%s: no %s", c.name, c.header)
		}
	}
}

// a request ends before Lambda would end it, and what it could not do in time is a 503
// that may be tried again. A refusal stays what it is.
func TestTimeIsUp(t *testing.T) {
	const lambda = 15 * time.Second
	for _, c := range []struct {
		name string
		err  error // of the route; nil for that of its context
		want int
	}{
		{"a call that hangs", nil, 503},
		{"a refusal", account.ErrEmailTaken, 409},
	} {
		synctest.Test(t, func(t *testing.T) {
			begun := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), lambda)
			defer cancel()
			out, err := api.Handle(api.Anyone, time.Now, func(ctx context.Context, _ *api.Request) (api.Reply, error) {
				<-ctx.Done()
				if c.err != nil {
					return api.Reply{}, c.err
				}
				return api.Reply{}, fmt.Errorf("a call: %w", ctx.Err())
			})(ctx, api.Event{})
			if took := time.Since(begun); err != nil || took != lambda-time.Second || out.StatusCode != c.want {
				t.Errorf("%s: %d %s after %v, %v", c.name, out.StatusCode, out.Body, took, err)
			}
			if c.want == 503 && out.Headers["retry-after"] == "" {
				t.Errorf("%s: nothing says when to come back", c.name)
			}
		})
	}
}

// a panic is a 500 and one line, with the request's id and no word of it.
func TestPanicIsRecovered(t *testing.T) {
	var log strings.Builder
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, nil)))
	defer slog.SetDefault(before)

	out := call(t, api.Anyone, func(context.Context, *api.Request) (api.Reply, error) { panic("hunter2hunter2") }, nil)
	if out.StatusCode != 500 || !strings.Contains(out.Body, `"code":"internal_error"`) || strings.Contains(out.Body, "goroutine") {
		t.Errorf("%d %s", out.StatusCode, out.Body)
	}
	if lines := strings.Count(log.String(), "\n"); lines != 1 || !strings.Contains(log.String(), `"request_id":"r-1"`) {
		t.Errorf("%d lines: %s", lines, log.String())
	}
	if strings.Contains(log.String()+out.Body, "hunter2") {
		t.Error("the value of the panic got out")
	}
}

// a request's line has no token, code or password of the request, whatever is answered.
func TestNoTokenIsLogged(t *testing.T) {
	var log strings.Builder
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, nil)))
	defer slog.SetDefault(before)
	secrets := func(e *api.Event) {
		e.Headers["authorization"], e.Headers["private-token"], e.Headers["cookie"] = "Bearer hunter2", "hunter2", "hunter2"
		e.RawPath, e.RawQueryString, e.Body = "/hunter2", "token=hunter2", `{"password":"hunter2"}`
	}
	for _, route := range []api.Func{
		ok,
		func(context.Context, *api.Request) (api.Reply, error) { return api.Reply{}, session.ErrInvalid },
		func(context.Context, *api.Request) (api.Reply, error) { return api.Reply{}, errors.New("failed") },
	} {
		call(t, api.Anyone, route, secrets)
	}
	if strings.Count(log.String(), "\n") != 3 || strings.Contains(log.String(), "hunter2") {
		t.Error(log.String())
	}
}

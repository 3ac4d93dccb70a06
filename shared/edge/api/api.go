// Package api owns the edge: it turns an event of the gateway into a request, calls the
// route, and turns what comes back into a response.
//
// Every route states who may call it; the zero Access refuses everyone. The gateway cannot phrase a
// refusal. So the authorizer passes on the caller, or the reason why there is none, and this package
// refuses with a problem like any other. Faults become statuses by one table. One line is logged for
// each request, with no body, token, code, PIN or clear address in it.
package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/metric"
)

// Event is what the gateway sends.
type Event = events.APIGatewayV2HTTPRequest

// Response is what the gateway wants.
type Response = events.APIGatewayV2HTTPResponse

// Func is a route: decode, decide, store, reply.
type Func func(ctx context.Context, r *Request) (Reply, error)

// Handle makes a Lambda handler of a route, behind the edge proxy that the deployment has, if any.
// What is recorded of a request has the time of the route's own clock.
func Handle(access Access, now func() time.Time, route Func) func(context.Context, Event) (Response, error) {
	o, namespace := origin{configuredProxy(), configuredBackend()}, os.Getenv("METRICS_NAMESPACE")
	return func(ctx context.Context, e Event) (Response, error) {
		began, ctx := time.Now(), metric.Begin(ctx, namespace)
		e.Headers = lowered(e.Headers)
		e, head := asGet(e)
		r := &Request{event: e}
		reply, err := serveInTime(ctx, o, access, now, route, r)
		response := respond(r, reply, err)
		count(ctx, response.StatusCode)
		record(ctx, r, response, err, time.Since(began))
		if head {
			return bodiless(response), nil
		}
		return response, nil
	}
}

// count lets alarms see failures that are no crash: a route answers them, so Lambda does not count
// them as errors.
func count(ctx context.Context, status int) {
	switch {
	case status == http.StatusTooManyRequests:
		metric.Count(ctx, metric.Limited)
	case status >= http.StatusInternalServerError:
		metric.Count(ctx, metric.Failures)
	}
}

// origin finds out where a request came from.
type origin struct {
	proxy   edgeProxy
	backend backend
}

// check refuses a request that bypassed the edge proxy, or has a wrong backend secret, and sets the
// client's address.
func (o origin) check(r *Request) (err error) {
	if r.event, err = o.proxy.check(r.event); err != nil {
		return err
	}
	r.event, r.viaBackend, err = o.backend.check(r.event)
	return err
}

func serveInTime(ctx context.Context, o origin, access Access, now func() time.Time, route Func, r *Request) (Reply, error) {
	ctx, cancel := inTime(ctx)
	defer cancel()
	reply, err := serve(ctx, o, access, now, route, r)
	return reply, late(ctx, err)
}

func serve(ctx context.Context, o origin, access Access, now func() time.Time, route Func, r *Request) (Reply, error) {
	return Recover(func() (reply Reply, err error) {
		if err = o.check(r); err != nil {
			return Reply{}, err
		}
		if r.Caller, err = access.callerOf(r.event); err != nil {
			return Reply{}, err
		}
		trail := audit.Trail{Actor: r.Caller.UserID, ServiceKey: r.Caller.ServiceKey, Address: r.Address(), Via: r.via(), UserAgent: r.UserAgent(), RequestID: r.ID(), At: now()}
		return route(audit.With(ctx, trail), r)
	})
}

// Recover turns a panic into an error, so that it ends neither the process nor other requests. What
// the panic printed is neither logged nor sent. A route that starts goroutines recovers in each.
func Recover[T any](do func() (T, error)) (out T, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = *new(T), panicked(p)
		}
	}()
	return do()
}

// panicError has the stack, and the value only where it is the runtime's own: any other value could
// contain parts of a request.
type panicError struct {
	reason string
	stack  string
}

func panicked(value any) error {
	reason := "a value that is not shown"
	if e, ok := value.(runtime.Error); ok {
		reason = e.Error()
	}
	return panicError{reason, string(debug.Stack())}
}

func (p panicError) Error() string { return "panic: " + p.reason }

func record(ctx context.Context, r *Request, response Response, err error, took time.Duration) {
	attrs := []slog.Attr{
		slog.String("request_id", r.ID()),
		slog.String("route", r.event.RouteKey),
		slog.Int("status", response.StatusCode),
		slog.String("address", r.Address()),
	}
	if via := r.via(); via != "" {
		attrs = append(attrs, slog.String("via", via))
	}
	attrs = append(attrs, slog.Int64("duration_ms", took.Milliseconds()))
	if r.Caller.UserID != 0 {
		attrs = append(attrs, slog.Int64("caller", int64(r.Caller.UserID)))
	}
	if r.Caller.ServiceKey != 0 {
		attrs = append(attrs, slog.Int64("service_key", r.Caller.ServiceKey))
	}
	if len(r.warnings) > 0 {
		attrs = append(attrs, slog.Any("warnings", r.warnings))
	}
	level := slog.LevelInfo
	if err != nil {
		code := faultOf(err).Code
		attrs = append(attrs, slog.String("code", code))
		if cause := err.Error(); cause != code {
			attrs = append(attrs, slog.String("cause", cause))
		}
		var p panicError
		if errors.As(err, &p) {
			attrs = append(attrs, slog.String("stack", p.stack))
		}
		if response.StatusCode >= http.StatusInternalServerError {
			level = slog.LevelError
		}
	}
	slog.LogAttrs(ctx, level, "request", append(attrs, metric.Report(ctx, time.Now())...)...)
}

// faultOf gives the fault that a client sees of an error. An error that is no fault is a failure of
// the service, and the client learns nothing more of it.
func faultOf(err error) *fault.Fault {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f
	}
	return errFailed
}

var errFailed = fault.New(fault.Internal, "internal_error", "The service failed. Its log has the cause under the request id.")

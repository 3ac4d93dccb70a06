// Package api owns the edge: it turns an event of the gateway into a request, calls the
// route, and turns what comes back into a response.
//
// Every route states who may call it, and there is no way to state nobody: the zero Access
// refuses everyone. The gateway cannot phrase a refusal, so the authorizer passes on who
// calls, or why nobody does, and the refusal is made here, as a problem like any other.
// Faults become statuses by one table. One line is logged for each request, with no body,
// token, code, PIN or clear address in it.
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

// Handle makes a Lambda handler of a route, behind the front that the deployment has, if any.
func Handle(access Access, route Func) func(context.Context, Event) (Response, error) {
	d, namespace := door{configuredFront(), configuredBackend()}, os.Getenv("METRICS_NAMESPACE")
	return func(ctx context.Context, e Event) (Response, error) {
		began, ctx := time.Now(), metric.Begin(ctx, namespace)
		e.Headers = lowered(e.Headers)
		e, head := asGet(e)
		r := &Request{event: e}
		reply, err := serveInTime(ctx, d, access, route, r)
		response := respond(r, reply, err)
		count(ctx, response.StatusCode)
		record(ctx, r, response, err, time.Since(began))
		if head {
			return bodiless(response), nil
		}
		return response, nil
	}
}

// count has alarms see what is no crash: a route answers for its failures, so that Lambda knows
// of none.
func count(ctx context.Context, status int) {
	switch {
	case status == http.StatusTooManyRequests:
		metric.Count(ctx, metric.Limited)
	case status >= http.StatusInternalServerError:
		metric.Count(ctx, metric.Failures)
	}
}

// door is what says where a request came from.
type door struct {
	front   front
	backend backend
}

func (d door) admit(r *Request) (err error) {
	if r.event, err = d.front.admit(r.event); err != nil {
		return err
	}
	r.event, r.viaBackend, err = d.backend.admit(r.event)
	return err
}

func serveInTime(ctx context.Context, d door, access Access, route Func, r *Request) (Reply, error) {
	ctx, cancel := inTime(ctx)
	defer cancel()
	reply, err := serve(ctx, d, access, route, r)
	return reply, late(ctx, err)
}

func serve(ctx context.Context, d door, access Access, route Func, r *Request) (Reply, error) {
	return Contain(func() (reply Reply, err error) {
		if err = d.admit(r); err != nil {
			return Reply{}, err
		}
		if r.Caller, err = access.admit(r.event); err != nil {
			return Reply{}, err
		}
		trail := audit.Trail{Actor: r.Caller.UserID, Address: r.Address(), Via: r.via(), UserAgent: r.UserAgent(), RequestID: r.ID(), At: time.Now()}
		return route(audit.With(ctx, trail), r)
	})
}

// Contain keeps a panic from taking the process, and what it printed, to the client or the
// log. A route that starts goroutines contains each of them.
func Contain[T any](do func() (T, error)) (out T, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = *new(T), panicked(p)
		}
	}()
	return do()
}

// panicError has the stack, but of the value only what the runtime itself said: any other
// could be made of a request.
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

// faultOf gives the fault that a client sees of an error: an error that is none is the
// service's own failure, of which nothing is said.
func faultOf(err error) *fault.Fault {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f
	}
	return errFailed
}

var errFailed = fault.New(fault.Internal, "internal_error", "The service failed. The request id names what happened in its log.")

//go:build otel

package trace

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Handler puts a span around each invocation of a handler, and hands the spans over before it
// answers: once it has, Lambda freezes the process.
func (t *Tracer) Handler(next any) lambda.Handler { return handler{t, lambda.NewHandler(next)} }

type handler struct {
	*Tracer
	next lambda.Handler
}

func (h handler) Invoke(ctx context.Context, payload []byte) (out []byte, err error) {
	e := readEvent(payload)
	spanned, span := h.tracer.Start(withParent(ctx, e), name(e), trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(asked(ctx, e)...))
	// A panic comes by here too. Called by another function, End does not note what it said.
	defer func() {
		answered(span, out, err)
		span.End()
		if err := h.flush(ctx); err != nil {
			slog.WarnContext(ctx, "spans were not exported", "cause", err.Error())
		}
	}()
	return h.next.Invoke(spanned, payload)
}

// name is the route, or the function where it has none.
func name(e event) string {
	if e.RouteKey == "" {
		return lambdacontext.FunctionName
	}
	return e.RouteKey
}

func asked(ctx context.Context, e event) (attrs []attribute.KeyValue) {
	if invocation, ok := lambdacontext.FromContext(ctx); ok {
		attrs = append(attrs, attribute.String("faas.invocation_id", invocation.AwsRequestID))
	}
	if method, path, ok := e.route(); ok {
		attrs = append(attrs, attribute.String("http.request.method", method), attribute.String("http.route", path))
	}
	if id := e.RequestContext.RequestID; id != "" {
		attrs = append(attrs, attribute.String("latchkey.request_id", id))
	}
	return attrs
}

func answered(span trace.Span, out []byte, err error) {
	a := readAnswer(out)
	if a.StatusCode != 0 {
		span.SetAttributes(attribute.Int("http.response.status_code", a.StatusCode))
	}
	if code := a.code(); code != "" {
		span.SetAttributes(attribute.String("latchkey.code", code))
	}
	if err != nil || a.StatusCode >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, "") // why is in the log
	}
}

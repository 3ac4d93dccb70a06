//go:build otel

package trace

import (
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Transport puts a span around each try of a call of AWS.
func (t *Tracer) Transport(next http.RoundTripper) http.RoundTripper { return transport{t, next} }

type transport struct {
	*Tracer
	next http.RoundTripper
}

// RoundTrip passes on what belongs to no invocation, such as the requests that open connections
// ahead. It changes nothing of the request, which is signed.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	service, operation := middleware.GetServiceID(ctx), middleware.GetOperationName(ctx)
	if operation == "" || !trace.SpanFromContext(ctx).IsRecording() {
		return t.next.RoundTrip(r)
	}
	_, span := t.tracer.Start(ctx, service+"."+operation, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("rpc.system", "aws-api"), attribute.String("rpc.service", service), attribute.String("rpc.method", operation)))
	response, err := t.next.RoundTrip(r)
	if err != nil {
		span.SetStatus(codes.Error, "")
	} else {
		span.SetAttributes(attribute.Int("http.response.status_code", response.StatusCode))
	}
	span.End()
	return response, err
}

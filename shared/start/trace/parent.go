//go:build otel

package trace

import (
	"context"
	"os"

	"go.opentelemetry.io/contrib/propagators/aws/xray"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// withParent makes the span that a request comes from the parent of the next one: the one that
// the client names by W3C's header, or else by X-Ray's, or else the one that X-Ray has of this
// invocation. X-Ray puts an id on everything and sets a flag where it keeps a span under it:
// without the flag there is no such span, and so no parent.
//
// A client's tracestate is not taken: it is words of its own choosing.
func withParent(ctx context.Context, e event) context.Context {
	w3c := propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": e.Headers.Traceparent})
	if trace.SpanContextFromContext(w3c).IsValid() {
		return w3c
	}
	for _, header := range []string{e.Headers.XRay, os.Getenv("_X_AMZN_TRACE_ID")} {
		kept := xray.Propagator{}.Extract(ctx, propagation.MapCarrier{"X-Amzn-Trace-Id": header})
		if parent := trace.SpanContextFromContext(kept); parent.IsValid() && parent.IsSampled() {
			return kept
		}
	}
	return ctx
}

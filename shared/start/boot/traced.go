//go:build otel

package boot

import (
	"context"
	"log/slog"

	"latchkey/shared/start/trace"
)

// traced has a span made of each invocation and of each call of AWS, where the environment names
// a collector. A function that cannot be traced serves all the same.
func (p *Process) traced(handler any) any {
	if !trace.Configured() {
		return handler
	}
	tracer, err := trace.New(context.Background())
	if err != nil {
		slog.Warn("tracing failed", "cause", err.Error())
		return handler
	}
	for _, client := range append(p.limited, p.HTTP) {
		client.Transport = tracer.Transport(client.Transport)
	}
	return tracer.Handler(handler)
}

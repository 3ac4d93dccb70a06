//go:build otel

package trace

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// patience is how long an answer waits for its spans to be taken. A collector that is down is
// given up on, with the spans: they are not worth a user's time.
const patience = 250 * time.Millisecond

// Tracer makes the spans of a process.
type Tracer struct {
	tracer   trace.Tracer
	provider *sdk.TracerProvider
}

// Configured holds where the environment names a collector, in OpenTelemetry's own words.
func Configured() bool {
	return os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
}

// New makes a tracer that speaks OTLP over HTTP. Headers, sampling and the like are as
// OpenTelemetry's variables say.
func New(ctx context.Context) (*Tracer, error) {
	exporter, err := otlptracehttp.New(ctx,
		otlptracehttp.WithTimeout(patience), otlptracehttp.WithRetry(otlptracehttp.RetryConfig{Enabled: false}))
	if err != nil {
		return nil, fmt.Errorf("trace: make the exporter: %w", err)
	}
	described, err := resource.New(ctx, resource.WithAttributes(
		attribute.String("service.name", lambdacontext.FunctionName),
		attribute.String("faas.name", lambdacontext.FunctionName),
		attribute.String("faas.version", lambdacontext.FunctionVersion),
		attribute.String("cloud.provider", "aws"),
		attribute.String("cloud.region", os.Getenv("AWS_REGION")),
	), resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("trace: describe the process: %w", err)
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		slog.Warn("tracing failed", "cause", err.Error())
	}))
	options := []sdk.TracerProviderOption{sdk.WithBatcher(exporter), sdk.WithResource(described)}
	if os.Getenv("OTEL_TRACES_SAMPLER") == "" {
		// The default asks the parent, which here is a client: it could hide, or cost.
		options = append(options, sdk.WithSampler(sdk.AlwaysSample()))
	}
	provider := sdk.NewTracerProvider(options...)
	return &Tracer{provider.Tracer("latchkey"), provider}, nil
}

func (t *Tracer) flush(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return t.provider.ForceFlush(ctx)
}

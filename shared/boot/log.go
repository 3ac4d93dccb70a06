package boot

import (
	"context"
	"io"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// logger writes lines of JSON. Each that belongs to an invocation says to which, by Lambda's own
// name for it: Lambda's platform and AWS's support know no other.
func logger(out io.Writer) *slog.Logger {
	return slog.New(invocations{slog.NewJSONHandler(out, nil)})
}

type invocations struct{ slog.Handler }

func (h invocations) Handle(ctx context.Context, line slog.Record) error {
	if invocation, ok := lambdacontext.FromContext(ctx); ok {
		line = line.Clone()
		line.AddAttrs(slog.String("invocation_id", invocation.AwsRequestID))
	}
	return h.Handler.Handle(ctx, line)
}

func (h invocations) WithAttrs(attrs []slog.Attr) slog.Handler {
	return invocations{h.Handler.WithAttrs(attrs)}
}

func (h invocations) WithGroup(name string) slog.Handler {
	return invocations{h.Handler.WithGroup(name)}
}

package boot

import (
	"context"
	"io"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// timestamp is the name by which Lambda knows the time of a line. To a line that lacks it, Lambda
// gives a time of its own and the level INFO, so that a filter by level would lose errors.
const timestamp = "timestamp"

// logger writes lines of JSON. Each that belongs to an invocation says to which, by Lambda's own
// name for it: Lambda's platform and AWS's support know no other.
func logger(out io.Writer) *slog.Logger {
	return slog.New(invocations{slog.NewJSONHandler(out, &slog.HandlerOptions{ReplaceAttr: stamped})})
}

// stamped names the time of a line as Lambda does. What a line says within a group is its own.
func stamped(groups []string, attr slog.Attr) slog.Attr {
	if len(groups) == 0 && attr.Key == slog.TimeKey {
		attr.Key = timestamp
	}
	return attr
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

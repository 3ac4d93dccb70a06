package world

import (
	"context"
	"io"
	"log/slog"
	"sync"
)

// logKey is under which a context has the handler of its log lines.
type logKey struct{}

// Logged gives a context whose log lines are written to out, as the service writes them.
func Logged(ctx context.Context, out io.Writer) context.Context {
	return context.WithValue(ctx, logKey{}, slog.NewJSONHandler(out, nil))
}

// byContext writes a line where its context says, so that a test reads and prints its own
// lines alone. A line without such a context is dropped.
type byContext struct{ slog.Handler }

func (byContext) Enabled(ctx context.Context, _ slog.Level) bool { return ctx.Value(logKey{}) != nil }

func (byContext) Handle(ctx context.Context, r slog.Record) error {
	return ctx.Value(logKey{}).(slog.Handler).Handle(ctx, r)
}

// logsByContext makes that the logger of the process, once.
var logsByContext = sync.OnceFunc(func() { slog.SetDefault(slog.New(byContext{slog.DiscardHandler})) })

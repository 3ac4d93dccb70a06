package world

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
)

// logKey is under which a context has the handler of its log lines.
type logKey struct{}

// Logged gives a context whose log lines are written to out, as the service writes them.
func Logged(ctx context.Context, out io.Writer) context.Context {
	return context.WithValue(ctx, logKey{}, slog.NewJSONHandler(out, nil))
}

// byContext writes a line where its context says, so that tests that run side by side read and
// print their own lines alone. A line without such a context is dropped.
type byContext struct{ slog.Handler }

func (byContext) Enabled(ctx context.Context, _ slog.Level) bool { return ctx.Value(logKey{}) != nil }

func (byContext) Handle(ctx context.Context, r slog.Record) error {
	return ctx.Value(logKey{}).(slog.Handler).Handle(ctx, r)
}

// logsByContext makes that the logger of the process, once.
var logsByContext = sync.OnceFunc(func() { slog.SetDefault(slog.New(byContext{slog.DiscardHandler})) })

// started are the tests that run side by side with others.
var started sync.Map

// inParallel has a test run side by side with others that have a world of their own. A benchmark
// runs alone.
func inParallel(t testing.TB) {
	if test, ok := t.(*testing.T); ok {
		if _, again := started.LoadOrStore(test, true); !again {
			test.Parallel()
		}
	}
}

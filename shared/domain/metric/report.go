package metric

import (
	"context"
	"log/slog"
	"time"
)

// These are the embedded metric format's, by its names. A metric without dimensions is one
// metric; every set of them would be another, and is paid for by the month.
type (
	metadata struct {
		Timestamp         int64 // in milliseconds
		CloudWatchMetrics []directive
	}
	directive struct {
		Namespace  string
		Dimensions [][]string
		Metrics    []definition
	}
	definition struct{ Name, Unit string }
)

// Report gives the members that the request's line carries: the counts, each by its name, and
// what tells CloudWatch of them. There are none where nothing was counted.
func Report(ctx context.Context, at time.Time) []slog.Attr {
	t, ok := ctx.Value(countsKey{}).(*counts)
	if !ok {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	var attrs []slog.Attr
	var counted []definition
	for _, name := range Names {
		if n := t.counts[name]; n > 0 {
			attrs = append(attrs, slog.Int(string(name), n))
			counted = append(counted, definition{string(name), "Count"})
		}
	}
	if len(counted) == 0 {
		return nil
	}
	return append(attrs, slog.Any("_aws", metadata{
		Timestamp:         at.UnixMilli(),
		CloudWatchMetrics: []directive{{t.namespace, [][]string{{}}, counted}},
	}))
}

package metric_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/shared/domain/metric"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 5_000_000, time.UTC)

// line is the line that a request's tally makes.
func line(ctx context.Context) string {
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).LogAttrs(ctx, slog.LevelInfo, "request", metric.Report(ctx, noon)...)
	return log.String()
}

// Where nobody listens, or nothing happened, a line says nothing of metrics.
func TestNothingToReport(t *testing.T) {
	for name, ctx := range map[string]context.Context{
		"no request":      t.Context(),
		"no namespace":    metric.Begin(t.Context(), ""),
		"nothing counted": metric.Begin(t.Context(), "Latchkey/test"),
	} {
		if name != "nothing counted" {
			metric.Count(ctx, metric.SignIns)
		}
		if got := line(ctx); strings.Contains(got, "_aws") || strings.Contains(got, "SignIns") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// The form is the one that CloudWatch reads: a namespace, one empty set of dimensions, and each
// count a number at the root, under a name and a unit.
func TestFormat(t *testing.T) {
	ctx := metric.Begin(t.Context(), "Latchkey/test")
	for range 3 {
		metric.Count(ctx, metric.PasscodeFailures)
	}
	metric.Count(ctx, metric.Limited)
	var got struct {
		AWS              json.RawMessage `json:"_aws"`
		PasscodeFailures any
		Limited          any
	}
	text := line(ctx)
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	want := `{"Timestamp":1795262400005,"CloudWatchMetrics":[{"Namespace":"Latchkey/test","Dimensions":[[]],` +
		`"Metrics":[{"Name":"PasscodeFailures","Unit":"Count"},{"Name":"Limited","Unit":"Count"}]}]}`
	if string(got.AWS) != want || got.PasscodeFailures != 3.0 || got.Limited != 1.0 {
		t.Errorf("%s", text)
	}
	if strings.Contains(text, string(metric.SignIns)) {
		t.Errorf("what was not counted is reported: %s", text)
	}
}

// CloudWatch takes up to a hundred metrics of a line, and names of these characters.
func TestNames(t *testing.T) {
	form := regexp.MustCompile(`^[A-Za-z]{1,100}$`)
	for _, name := range metric.Names {
		if !form.MatchString(string(name)) {
			t.Errorf("%q", name)
		}
	}
	if distinct := slices.Compact(slices.Sorted(slices.Values(metric.Names))); len(distinct) != len(metric.Names) || len(distinct) > 100 {
		t.Errorf("%v", metric.Names)
	}
}

func TestGoroutinesCountAtOnce(t *testing.T) {
	ctx := metric.Begin(t.Context(), "Latchkey/test")
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { metric.Count(ctx, metric.PasscodesSent) })
	}
	all.Wait()
	if got := line(ctx); !strings.Contains(got, `"PasscodesSent":50,`) {
		t.Error(got)
	}
}

package boot

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// Lambda filters lines by their level only where the line has the time by Lambda's name for it.
func TestLinesHaveLambdasTimestamp(t *testing.T) {
	var out strings.Builder
	logger(&out).Error("x", slog.Group("run", slog.String(slog.TimeKey, "its own")))
	var line struct {
		Timestamp time.Time
		Level     string
		Time      any
		Run       struct{ Time string }
	}
	err := json.Unmarshal([]byte(out.String()), &line)
	if err != nil || line.Timestamp.IsZero() || line.Level != "ERROR" || line.Time != nil || line.Run.Time != "its own" {
		t.Errorf("%s, %v", out.String(), err)
	}
}

// a line of an invocation names it, whichever package writes the line, and however its logger was
// made of another; a line of the start has none to name.
func TestLinesNameTheirInvocation(t *testing.T) {
	invoked := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "i-1"})
	for name, write := range map[string]func(*slog.Logger){
		"none":    func(l *slog.Logger) { l.WarnContext(t.Context(), "x") },
		"plain":   func(l *slog.Logger) { l.WarnContext(invoked, "x") },
		"with":    func(l *slog.Logger) { l.With("a", 1).WarnContext(invoked, "x") },
		"grouped": func(l *slog.Logger) { l.WithGroup("").WarnContext(invoked, "x") },
	} {
		var out strings.Builder
		write(logger(&out))
		var line struct {
			Invocation string `json:"invocation_id"`
		}
		err := json.Unmarshal([]byte(out.String()), &line)
		if want := map[bool]string{true: "", false: "i-1"}[name == "none"]; err != nil || line.Invocation != want {
			t.Errorf("%s: %s, %v", name, out.String(), err)
		}
	}
}

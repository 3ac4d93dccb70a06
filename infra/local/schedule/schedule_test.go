package schedule_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"latchkey/infra/local/schedule"
	"latchkey/infra/template"
)

func TestExpressionsAreRefused(t *testing.T) {
	for expression, want := range map[string]string{
		"at(2027-01-01T00:00:00)": "neither rate(...) nor cron(...)",
		"rate(0 minutes)":         "neither",
		"rate(5 minute)":          "the plural for more",
		"rate(1 days)":            "the singular for 1",
		"cron(0 3 * * ? *":        "neither",
	} {
		_, err := schedule.New([]template.Schedule{{Name: "Odd", Expression: expression}}, schedule.Wall{}, nil, "", "")
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "schedule Odd") {
			t.Errorf("%s: %v, want %q", expression, err, want)
		}
	}
}

// testClock never waits: a wait ends at once, and the time is then the one that was waited for.
type testClock struct{ waits chan time.Time }

func (testClock) Now() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) }

func (c testClock) At(t time.Time) <-chan time.Time {
	come := make(chan time.Time, 1)
	c.waits <- t
	come <- t
	return come
}

// run starts a schedule of the function cleanup, and gives the times that it waits for and what it
// sends.
func run(t *testing.T, expression string) (waits chan time.Time, fired chan string, ended chan struct{}) {
	t.Helper()
	clock := testClock{make(chan time.Time)}
	fired, ended = make(chan string, 10), make(chan struct{})
	invoke := func(_ context.Context, function string, payload []byte) error {
		fired <- function + " " + string(payload)
		return nil
	}
	schedules := []template.Schedule{{Name: "CleanupSchedule", Function: "cleanup", Expression: expression}}
	runner, err := schedule.New(schedules, clock, invoke, "123456789012", "us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	go func() { runner.Run(t.Context()); close(ended) }()
	return clock.waits, fired, ended
}

func TestRate(t *testing.T) {
	for expression, times := range map[string][]string{
		"rate(1 hour)":    {"2026-11-21T01:00:00Z", "2026-11-21T02:00:00Z"},
		"rate(5 minutes)": {"2026-11-21T00:05:00Z", "2026-11-21T00:10:00Z"},
		"rate(2 days)":    {"2026-11-23T00:00:00Z", "2026-11-25T00:00:00Z"},
	} {
		waits, fired, _ := run(t, expression)
		for _, want := range times {
			if due := (<-waits).Format(time.RFC3339); due != want {
				t.Errorf("%s: due at %s, want %s", expression, due, want)
			}
			function, payload, _ := strings.Cut(<-fired, " ")
			var event struct{ Time, Source, Detail string }
			if err := json.Unmarshal([]byte(payload), &event); err != nil {
				t.Fatal(err)
			}
			if function != "cleanup" || event.Time != want || event.Source != "aws.scheduler" || event.Detail != "{}" {
				t.Errorf("%s got %s", function, payload)
			}
		}
	}
}

func TestCronFiresOnceAtTheStart(t *testing.T) {
	const nightly = "cron(0 3 * * ? *)"
	if !schedule.Once(nightly) || schedule.Once("rate(1 hour)") {
		t.Error("the wrong expressions fire once")
	}
	waits, fired, ended := run(t, nightly)
	if due := <-waits; !due.Equal(testClock{}.Now()) {
		t.Errorf("due at %s", due)
	}
	<-fired
	<-ended // it does not wait for a second time
}

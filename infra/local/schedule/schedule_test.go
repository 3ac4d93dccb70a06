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
		"cron(0 3 * * *)":         "6 fields, there are 5",
		"cron(0 3 * * * *)":       "? for the day of month or for the day of week",
		"cron(0 3 ? * ? *)":       "and not for both",
		"cron(60 3 * * ? *)":      `minute "60"`,
		"cron(0 3 L * ? *)":       "L, W and # are not followed",
		"cron(0 3 ? * MON#1 *)":   "L, W and # are not followed",
		"cron(? 3 * * ? *)":       `minute "?"`,
		"cron(0 5-3 * * ? *)":     "3 is before 5",
		"cron(0/x 3 * * ? *)":     `"x" is no step`,
	} {
		if _, err := schedule.Parse(expression, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", expression, err, want)
		}
	}
	if _, err := schedule.Parse("cron(0 3 * * ? *)", "Mars/Base"); err == nil {
		t.Error("an unknown time zone was taken")
	}
}

func TestNext(t *testing.T) {
	const from = "2026-11-21T20:10:30Z" // a Saturday
	for _, c := range []struct{ expression, zone, want string }{
		{"rate(5 minutes)", "", "2026-11-21T20:15:30Z"},
		{"rate(1 day)", "", "2026-11-22T20:10:30Z"},
		{"cron(* * * * ? *)", "", "2026-11-21T20:11:00Z"},
		{"cron(0 3 * * ? *)", "", "2026-11-22T03:00:00Z"},
		{"cron(0/15 * * * ? *)", "", "2026-11-21T20:15:00Z"},
		{"cron(5,10 20 * * ? *)", "", "2026-11-22T20:05:00Z"},
		{"cron(30 8-10 ? * MON-FRI *)", "", "2026-11-23T08:30:00Z"},
		{"cron(0 0 ? * 7 *)", "", "2026-11-28T00:00:00Z"},
		{"cron(0 0 29 FEB ? *)", "", "2028-02-29T00:00:00Z"},
		{"cron(0 0 1 1 ? 2030)", "", "2030-01-01T00:00:00Z"},
		{"cron(0 3 * * ? *)", "Europe/Berlin", "2026-11-22T02:00:00Z"},
	} {
		expression, err := schedule.Parse(c.expression, c.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := expression.Next(at(from)).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s comes next at %s, want %s", c.expression, got, c.want)
		}
	}
	past, err := schedule.Parse("cron(0 0 1 1 ? 2020)", "")
	if err != nil || !past.Next(at(from)).IsZero() {
		t.Errorf("a year that has gone comes again (%v)", err)
	}
}

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

// handClock is moved on by whoever waits for nothing else: each wait ends at once, and the
// time is then what was waited for.
type handClock struct {
	waits chan time.Time
	now   time.Time
}

func (c handClock) Now() time.Time { return c.now }

func (c handClock) At(t time.Time) <-chan time.Time {
	come := make(chan time.Time, 1)
	c.waits <- t
	come <- t
	return come
}

func TestRunner(t *testing.T) {
	clock := handClock{waits: make(chan time.Time), now: at("2026-11-21T00:00:00Z")}
	fired := make(chan string, 10)
	invoke := func(_ context.Context, function string, payload []byte) error {
		fired <- function + " " + string(payload)
		return nil
	}
	runner, err := schedule.New([]template.Schedule{
		{Name: "Off", Kind: "Schedule", Function: "off", Expression: "nonsense"},
		{Name: "Hourly", Kind: "ScheduleV2", Function: "cleanup", Expression: "rate(1 hour)", Enabled: true},
	}, clock, invoke, "123456789012", "us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go runner.Run(ctx)
	for _, want := range []string{"2026-11-21T01:00:00Z", "2026-11-21T02:00:00Z"} {
		if due := <-clock.waits; !due.Equal(at(want)) {
			t.Errorf("due at %s, want %s", due, want)
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

func TestInputIsSentAsItIs(t *testing.T) {
	clock := handClock{waits: make(chan time.Time, 1), now: at("2026-11-21T00:00:00Z")}
	fired := make(chan string, 1)
	runner, err := schedule.New([]template.Schedule{
		{Name: "Once", Kind: "Schedule", Function: "f", Expression: "cron(0 0 1 1 ? 2027)", Input: `{"a": 1}`, Enabled: true},
	}, clock, func(_ context.Context, _ string, payload []byte) error { fired <- string(payload); return nil }, "1", "r")
	if err != nil {
		t.Fatal(err)
	}
	runner.Run(t.Context()) // ends, because the year comes once
	if got := <-fired; got != `{"a": 1}` {
		t.Errorf("sent %s", got)
	}
}

func TestUnknownExpressionNamesTheSchedule(t *testing.T) {
	_, err := schedule.New([]template.Schedule{{Name: "Odd", Expression: "now", Enabled: true}}, schedule.Wall{}, nil, "", "")
	if err == nil || !strings.Contains(err.Error(), "schedule Odd") {
		t.Errorf("got %v", err)
	}
}

// Package schedule invokes functions at times, as EventBridge Scheduler does.
//
// It owns the reading of rate(...) and the events that are sent. It must not know what the
// functions do; it takes the time from a clock that it is given.
package schedule

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"latchkey/infra/template"
)

// Clock is where the time comes from.
type Clock interface {
	Now() time.Time
	// At gives a channel that receives once the time has come.
	At(time.Time) <-chan time.Time
}

// Wall is the clock on the wall.
type Wall struct{}

// Now is the time.
func (Wall) Now() time.Time { return time.Now() }

// At waits on a timer.
func (Wall) At(t time.Time) <-chan time.Time { return time.After(time.Until(t)) }

// Invoke calls a function.
type Invoke func(ctx context.Context, function string, payload []byte) error

// timer is one schedule.
type timer struct {
	template.Schedule
	every time.Duration // zero fires once, at the start
}

// Runner fires schedules.
type Runner struct {
	timers  []timer
	clock   Clock
	invoke  Invoke
	account string
	region  string
}

// New refuses an expression that it cannot read.
func New(schedules []template.Schedule, clock Clock, invoke Invoke, account, region string) (*Runner, error) {
	r := &Runner{clock: clock, invoke: invoke, account: account, region: region}
	for _, s := range schedules {
		every, err := period(s.Expression)
		if err != nil {
			return nil, fmt.Errorf("schedule %s: %w", s.Name, err)
		}
		r.timers = append(r.timers, timer{s, every})
	}
	return r, nil
}

// Run fires schedules until ctx ends. A schedule does not wait for its last invocation.
func (r *Runner) Run(ctx context.Context) {
	var group sync.WaitGroup
	for _, t := range r.timers {
		group.Go(func() { r.follow(ctx, t) })
	}
	group.Wait()
}

func (r *Runner) follow(ctx context.Context, t timer) {
	var fired sync.WaitGroup
	defer fired.Wait()
	for due := r.clock.Now().Add(t.every); ; due = due.Add(t.every) {
		select {
		case <-ctx.Done():
			return
		case <-r.clock.At(due):
		}
		fired.Go(func() { _ = r.invoke(ctx, t.Function, r.payload(t, due)) })
		if t.every == 0 {
			return
		}
	}
}

// payload is what EventBridge Scheduler sends for a schedule without an input. Its detail is text.
func (r *Runner) payload(t timer, due time.Time) []byte {
	payload, _ := json.Marshal(map[string]any{ // every value can be written
		"version":     "0",
		"id":          fmt.Sprintf("%s-%d", t.Name, due.Unix()),
		"detail-type": "Scheduled Event",
		"source":      "aws.scheduler",
		"account":     r.account,
		"time":        due.UTC().Format(time.RFC3339),
		"region":      r.region,
		"resources":   []string{t.ARN},
		"detail":      "{}",
	})
	return payload
}

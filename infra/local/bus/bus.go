// Package bus holds the events that the service publishes, and shows them.
//
// It owns the events, in memory, in the form in which EventBridge gives them to rules. It must not know
// what they say, and delivers them to nobody.
package bus

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"
)

// keep is how many events are held: beyond it, the oldest are dropped.
const keep = 1000

// Event is one event, as rules get it.
type Event struct {
	Version    string          `json:"version"`
	ID         string          `json:"id"`
	DetailType string          `json:"detail-type"`
	Source     string          `json:"source"`
	Account    string          `json:"account"`
	Time       time.Time       `json:"time"`
	Region     string          `json:"region"`
	Resources  []string        `json:"resources"`
	Detail     json.RawMessage `json:"detail"`
}

// Bus holds events. It is safe for use by many at once.
type Bus struct {
	account, region string

	mu      sync.Mutex
	events  []Event // oldest first
	refuses int
}

// New gives a bus without events.
func New(account, region string) *Bus { return &Bus{account: account, region: region} }

// ErrRefused is what a bus answers that was told to refuse.
var ErrRefused = errors.New("the bus refuses events")

// Refuse makes the bus refuse the next calls, as EventBridge does when it has too many.
func (b *Bus) Refuse(calls int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refuses = calls
}

// Put takes events, or none of them. An id is EventBridge's own and new each time, also for an event
// that comes twice: what an event is told apart by is in its detail.
func (b *Bus) Put(_ context.Context, source, detailType string, details []json.RawMessage) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refuses > 0 {
		b.refuses--
		return ErrRefused
	}
	for _, d := range details {
		b.events = append(b.events, Event{
			Version: "0", ID: rand.Text(), DetailType: detailType, Source: source, Account: b.account,
			Time: time.Now().UTC().Truncate(time.Second), Region: b.region, Resources: []string{}, Detail: d,
		})
	}
	if surplus := len(b.events) - keep; surplus > 0 {
		b.events = slices.Clone(b.events[surplus:])
	}
	return nil
}

// Events are those that are held, newest first.
func (b *Bus) Events() []Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	found := slices.Clone(b.events)
	slices.Reverse(found)
	return append([]Event{}, found...)
}

// Empty removes the events.
func (b *Bus) Empty() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = nil
}

// Package pipe takes records from the stream of a table to a bus, as EventBridge Pipes does: filtered,
// made into events, in the order of each shard, at least once.
//
// It owns the retries. A batch that the bus does not take is tried again and then divided; what is still
// refused after the tries or the age of the template is given up and told, and the rest goes on. It must
// not know what the records say.
package pipe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"latchkey/infra/local/pattern"
	"latchkey/infra/template"
)

// Bus takes events.
type Bus interface {
	Put(ctx context.Context, source, detailType string, details []json.RawMessage) error
}

// Config says where a pipe reads and whom it tells of what it gives up.
type Config struct {
	Endpoint string // of DynamoDB
	Bus      Bus
	Every    time.Duration // between two reads; a tenth of it is the first wait before a try again
	GaveUp   func(message string)
}

// Pipe is one pipe.
type Pipe struct {
	template.Pipe
	Config
	filters []pattern.Pattern
}

// New refuses a filter or an input template that it does not read.
func New(p template.Pipe, c Config) (*Pipe, error) {
	pipe := &Pipe{Pipe: p, Config: c}
	for _, f := range p.Filters {
		filter, err := pattern.Parse(f)
		if err != nil {
			return nil, fmt.Errorf("pipe %s: %w", p.LogicalID, err)
		}
		pipe.filters = append(pipe.filters, filter)
	}
	if err := checkInput(p.InputTemplate); err != nil {
		return nil, fmt.Errorf("pipe %s: %w", p.LogicalID, err)
	}
	return pipe, nil
}

// deliver takes a batch to the bus, and gives up what it never takes.
func (p *Pipe) deliver(ctx context.Context, batch []record) {
	var details []json.RawMessage
	for _, r := range batch {
		if detail := p.detail(r); detail != nil {
			details = append(details, detail)
		}
	}
	if len(details) == 0 {
		return
	}
	err := p.try(ctx, batch, details)
	switch {
	case err == nil || ctx.Err() != nil:
	case len(batch) > 1:
		p.deliver(ctx, batch[:len(batch)/2])
		p.deliver(ctx, batch[len(batch)/2:])
	default:
		p.GaveUp(fmt.Sprintf("pipe %s gave up record %s: %v", p.LogicalID, batch[0].Sequence, err))
	}
}

// detail is the event of a record; nil where a filter leaves it out.
func (p *Pipe) detail(r record) json.RawMessage {
	var event map[string]any
	if json.Unmarshal(r.Event, &event) != nil {
		return nil
	}
	wanted := len(p.filters) == 0
	for _, f := range p.filters {
		wanted = wanted || f.Matches(event)
	}
	if !wanted {
		return nil
	}
	return transform(p.InputTemplate, event)
}

// errAge says that a record is too old to be tried again.
var errAge = errors.New("it is older than the pipe tries records")

// try puts events until the bus takes them, with longer and longer waits.
func (p *Pipe) try(ctx context.Context, batch []record, details []json.RawMessage) error {
	wait := p.Every / 10
	for tries := 0; ; tries++ {
		err := p.Config.Bus.Put(ctx, p.Source, p.DetailType, details)
		made := time.UnixMilli(int64(batch[0].Made * 1000))
		switch {
		case err == nil || tries == p.Retries:
			return err
		case time.Since(made) > time.Duration(p.AgeSeconds)*time.Second:
			return errors.Join(errAge, err)
		}
		if !sleep(ctx, wait) {
			return ctx.Err()
		}
		wait = min(2*wait, 30*time.Second)
	}
}

// sleep is false where the pipe ends meanwhile.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

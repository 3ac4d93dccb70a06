package pipe

import (
	"context"
	"errors"
	"fmt"
)

// reading is how far a stream was read.
type reading struct {
	stream stream
	shards []*shard
}

// shard is how far a shard was read.
type shard struct {
	id       string
	iterator string // empty before the first read, and where the last one failed
	after    string // the record that was delivered last
	ended    bool
}

// Run delivers until ctx ends. Whatever fails is tried again from the last record that was delivered.
func (p *Pipe) Run(ctx context.Context) {
	r, failing := &reading{}, false
	for {
		err := p.round(ctx, r)
		if err != nil && !failing && ctx.Err() == nil {
			p.GaveUp(fmt.Sprintf("pipe %s waits: %v", p.LogicalID, err))
		}
		failing = err != nil
		if !sleep(ctx, p.Every) {
			return
		}
	}
}

// round reads every shard to its end. A shard comes after its parent, so that the changes of an item
// stay in order.
func (p *Pipe) round(ctx context.Context, r *reading) (err error) {
	if r.stream.arn == "" {
		if r.stream, err = open(ctx, p.Endpoint, p.Table); err != nil {
			return err
		}
	}
	if err := r.refresh(ctx); err != nil {
		return err
	}
	for _, s := range r.shards {
		if err := p.read(ctx, r.stream, s); err != nil {
			return err
		}
	}
	return nil
}

// refresh asks for the shards where there may be others: at the start, and when one has ended, since a
// shard begins where another ends.
func (r *reading) refresh(ctx context.Context) error {
	open := 0
	for _, s := range r.shards {
		if !s.ended {
			open++
		}
	}
	if open > 0 && open == len(r.shards) {
		return nil
	}
	ids, err := r.stream.shards(ctx)
	if err != nil {
		return err
	}
	known := map[string]*shard{}
	for _, s := range r.shards {
		known[s.id] = s
	}
	r.shards = nil
	for _, id := range ids {
		if known[id] == nil {
			known[id] = &shard{id: id}
		}
		r.shards = append(r.shards, known[id])
	}
	return nil
}

// read delivers what a shard has.
func (p *Pipe) read(ctx context.Context, from stream, s *shard) (err error) {
	if s.ended {
		return nil
	}
	if s.iterator == "" {
		if s.iterator, err = from.iterator(ctx, s.id, s.after); err != nil {
			return s.again(err)
		}
	}
	for {
		batch, next, err := from.records(ctx, s.iterator, p.BatchSize)
		if err != nil {
			return s.again(err)
		}
		p.deliver(ctx, batch)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if len(batch) > 0 {
			s.after = batch[len(batch)-1].Sequence
		}
		s.iterator, s.ended = next, next == ""
		if s.ended || len(batch) == 0 {
			return nil
		}
	}
}

// again has the next read ask for another iterator, since this one may have expired. Where the records
// are trimmed it begins with the first that is left.
func (s *shard) again(err error) error {
	s.iterator = ""
	if errors.Is(err, errTrimmed) {
		s.after = ""
		return nil
	}
	return err
}

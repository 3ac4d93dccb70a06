package importer

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	latchkey "latchkey/clients/go"
	"latchkey/infra/latchctl/rows"
)

// batches reads the file and gives the wanted rows to do, as many at a time as a request may have.
func (i *Import) batches(ctx context.Context, wanted func(line int) bool, do func([]rows.Row) error) error {
	var batch []rows.Row
	bytes := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		if err := i.pace.wait(ctx); err != nil {
			return err
		}
		err := do(batch)
		i.pace.went(len(batch))
		batch, bytes = nil, 0
		i.Say(Event{Sum: i.sum})
		return err
	}
	for row, err := range i.File.Rows() {
		if err != nil {
			return fmt.Errorf("the file has changed since it was checked: %w", err)
		}
		if !wanted(row.Line) {
			continue
		}
		text, err := json.Marshal(row.User)
		if err != nil {
			return err
		}
		if len(batch) == i.BatchRows || bytes+len(text) > mostBytes {
			if err := flush(); err != nil {
				return err
			}
		}
		batch, bytes = append(batch, row), bytes+len(text)+1
	}
	return flush()
}

// begin records that a batch is sent, and sends it.
func (i *Import) begin(ctx context.Context, attempt int, all []rows.Row) error {
	s := start{Attempt: attempt, At: time.Now().UTC().Truncate(time.Second)}
	for _, row := range all {
		s.Lines = append(s.Lines, row.Line)
	}
	if err := i.journal.write(line{Batch: &s}); err != nil {
		return err
	}
	return i.deliver(ctx, s, all, attempt > 0)
}

// deliver sends a batch and records its results. A row that may have made a user before, and is refused
// as taken, is looked up.
func (i *Import) deliver(ctx context.Context, s start, all []rows.Row, maybeMade bool) error {
	users := make([]latchkey.NewUser, len(all))
	for n, row := range all {
		users[n] = row.User
	}
	outcomes, err := i.send(ctx, i.key(s), users)
	if err != nil {
		return err
	}
	var lines []line
	for n, o := range outcomes {
		if _, known := i.journal.rows[all[n].Line]; known {
			continue // the run that was cut off had recorded it
		}
		r := resultOf(all[n].Line, o)
		if maybeMade && taken(r) {
			if r, err = i.found(ctx, all[n], r); err != nil {
				return err
			}
		}
		lines = append(lines, line{Result: &r})
	}
	if err := i.journal.write(lines...); err != nil {
		return err
	}
	for _, l := range lines {
		i.count(*l.Result)
	}
	return nil
}

// key is the Idempotency-Key of a batch: the same whenever the same rows are sent.
func (i *Import) key(s start) string {
	return fmt.Sprintf("latchctl-%s-%d-%d-%d", i.digest, s.Attempt, s.Lines[0], s.Lines[len(s.Lines)-1])
}

func resultOf(line int, o latchkey.Outcome) Result {
	r := Result{Line: line, Status: o.Status}
	if o.User != nil {
		r.ID, r.Username = o.User.ID, o.User.Username
	}
	if o.Problem != nil {
		r.Code, r.Detail, r.Errors = o.Problem.Code, o.Problem.Detail, o.Problem.Errors
	}
	return r
}

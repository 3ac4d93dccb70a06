// Package importer sends the users of a file to the service, and records what became of each, so that an
// import that was cut off at any time goes on and makes nobody twice.
//
// It owns the result file, the batches and their keys, the pace, and what is done about a batch whose
// answer was lost. Package rows reads the file.
package importer

import (
	"context"
	"errors"
	"fmt"
	"time"

	latchkey "latchkey/clients/go"
	"latchkey/infra/latchctl/rows"
)

// The bounds of a batch: the contract's, with room for what is around the users.
const (
	MostRows  = 100
	mostBytes = 240 << 10
)

// Import is one import.
type Import struct {
	Client      *latchkey.Client
	File        *rows.File
	Results     string  // the result file
	URL         string  // of the service
	Caller      string  // who imports, for the heading
	BatchRows   int     // of a batch, at most
	PerSecond   float64 // rows; zero for no bound
	RetryFailed bool
	Say         func(Event)

	digest  string
	journal *journal
	pace    pace
	sum     Sum
}

// Event is what is told while the import goes on: how far it is, or that it waits.
type Event struct {
	Sum     Sum
	Waiting time.Duration
	Because error
}

// Sum is how far the import is.
type Sum struct {
	Done    int `json:"done"`    // rows that have a user, those of earlier runs included
	Failed  int `json:"failed"`  // rows that were refused
	Skipped int `json:"skipped"` // rows of which an earlier run knew the result
}

// ErrElsewhere refuses a result file of another import.
var ErrElsewhere = errors.New("the result file is of another import")

// Run imports what is not imported yet. The sum holds for an error, too.
func (i *Import) Run(ctx context.Context) (Sum, error) {
	if i.pace.perSecond = i.PerSecond; i.pace.sleep == nil {
		i.pace.now, i.pace.sleep = time.Now, sleep
	}
	err := i.open()
	if i.journal != nil {
		defer func() { _ = i.journal.file.Close() }()
	}
	if err != nil {
		return i.sum, err
	}
	i.Say(Event{Sum: i.sum})
	if lines := i.journal.underWay(); lines != nil {
		if i.journal.heading.Caller != i.Caller {
			return i.sum, fmt.Errorf("%w: it was ended in the middle of a batch that %s sent, and you are %s. Only the same caller can repeat it without making users twice", ErrElsewhere, i.journal.heading.Caller, i.Caller)
		}
		if err := i.repeat(ctx, lines); err != nil {
			return i.sum, err
		}
	}
	if i.RetryFailed {
		if err := i.retry(ctx); err != nil {
			return i.sum, err
		}
	}
	return i.sum, i.rest(ctx)
}

// open opens the result file, and checks that it is of this file and this service.
func (i *Import) open() (err error) {
	if i.digest, err = i.File.Digest(); err != nil {
		return err
	}
	if i.journal, err = openJournal(i.Results); err != nil {
		return err
	}
	if i.journal.heading == nil {
		return i.journal.write(line{Import: &heading{Of: slowHash(i.digest), Caller: i.Caller, URL: i.URL}})
	}
	if !sameFile(i.journal.heading.Of, i.digest) {
		return fmt.Errorf("%w: %s belongs to another file, or the file was changed. Give another with --results", ErrElsewhere, i.Results)
	}
	if i.journal.heading.URL != i.URL {
		return fmt.Errorf("%w: %s is of %s. Give another with --results", ErrElsewhere, i.Results, i.journal.heading.URL)
	}
	for _, r := range i.journal.rows {
		i.count(r)
	}
	i.sum.Skipped = i.sum.Done + i.sum.Failed
	return nil
}

func (i *Import) count(r Result) {
	if r.Failed() {
		i.sum.Failed++
		return
	}
	i.sum.Done++
}

// repeat sends the batch that was under way once more, under the same key.
func (i *Import) repeat(ctx context.Context, lines []int) error {
	again := i.journal.last
	return i.batches(ctx, i.lines(lines), func(all []rows.Row) error { return i.deliver(ctx, again, all, true) })
}

// rest sends the rows that were never sent.
func (i *Import) rest(ctx context.Context) error {
	fresh := func(line int) bool { _, sent := i.journal.first[line]; return !sent }
	return i.batches(ctx, fresh, func(all []rows.Row) error { return i.begin(ctx, 0, all) })
}

// retry sends the rows that were refused once more, as a new request. A row of which it is not known
// whether it made a user is looked up first.
func (i *Import) retry(ctx context.Context) error {
	attempt := i.journal.attempt + 1
	failed := map[int]bool{}
	for n, r := range i.journal.rows {
		failed[n] = r.Failed()
	}
	return i.batches(ctx, func(line int) bool { return failed[line] }, func(all []rows.Row) error {
		left, err := i.unmade(ctx, all)
		if err != nil || len(left) == 0 {
			return err
		}
		i.sum.Failed -= len(left)
		return i.begin(ctx, attempt, left)
	})
}

// lines selects rows by their lines.
func (i *Import) lines(lines []int) func(int) bool {
	wanted := map[int]bool{}
	for _, n := range lines {
		wanted[n] = true
	}
	return func(line int) bool { return wanted[line] }
}

package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"latchkey/shared/retention"
)

// Sweep is the search of one table for what is due.
type Sweep struct {
	Name string
	// Final holds where nothing would remove the same in time by itself, so that removing it
	// by mistake would be a loss.
	Final bool

	table string
	judge func(it item) (removal Removal, due bool, err error)
}

// Removal is of one thing that is due: all of its writes, or none. Each repeats as its
// condition what made the thing due.
type Removal struct {
	writes []write
	// also is left out where what it changes is gone.
	also *write
}

// Place is where a table was left; its zero value is the beginning.
type Place struct{ key item }

// AtEnd holds for the place behind the last page, which is the beginning again.
func (p Place) AtEnd() bool { return p.key == nil }

// Batch is what one page of a table held.
type Batch struct {
	Seen int
	Due  []Removal
	Next Place // the beginning again behind the last page
	Err  error // of items that cannot be read, which are kept
}

var (
	errKept   = errors.New("dynamo: it changed since it was found due")
	errNoMore = errors.New("dynamo: the registration key is gone")
)

// Sweeps are those of all tables that hold what comes to an end.
func (s *Store) Sweeps(rules retention.Rules, now time.Time) []Sweep {
	return []Sweep{
		{Name: "passcodes", table: s.tables.Passcodes, judge: s.passcodes(now)},
		{Name: "sessions", table: s.tables.Sessions, judge: s.sessions(now)},
		{Name: "support_pins", table: s.tables.SupportPINs, judge: s.pins(now)},
		{Name: "throttles", table: s.tables.Throttles, judge: s.counts(now)},
		{Name: "registration_keys", Final: true, table: s.tables.RegistrationKeys, judge: s.keys(rules, now)},
		{Name: "accounts", Final: true, table: s.tables.Users, judge: s.accounts(rules, now)},
	}
}

// Look reads one page of a table from a place on. It need not be consistent: what it finds is
// looked at again by the condition of its removal.
func (s *Store) Look(ctx context.Context, sw Sweep, from Place) (Batch, error) {
	const page = 250
	out, err := s.client.Scan(ctx, &dynamodb.ScanInput{TableName: &sw.table, ExclusiveStartKey: from.key, Limit: aws.Int32(page)})
	if err != nil {
		return Batch{}, failed("Scan "+sw.table, err)
	}
	b := Batch{Seen: len(out.Items), Next: Place{out.LastEvaluatedKey}}
	for _, it := range out.Items {
		removal, due, err := sw.judge(it)
		if err == nil && due {
			b.Due = append(b.Due, removal)
		}
		b.Err = errors.Join(b.Err, err)
	}
	return b, nil
}

// Remove removes a thing, or keeps it where it is not due any more.
func (s *Store) Remove(ctx context.Context, r Removal) (removed bool, err error) {
	writes := r.writes
	if r.also != nil {
		writes = append(writes[:len(writes):len(writes)], *r.also)
	}
	err = s.commit(ctx, writes...)
	if errors.Is(err, errNoMore) {
		err = s.commit(ctx, r.writes...)
	}
	if errors.Is(err, errKept) {
		return false, nil
	}
	return err == nil, err
}

package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"latchkey/shared/domain/retention"
)

// Sweep is the search of one table for what has expired.
type Sweep struct {
	Name string
	// Final holds where nothing would remove the same in time by itself, so that removing it
	// by mistake would be a loss.
	Final bool

	table    string
	look     func(ctx context.Context, from Cursor) (items []item, next Cursor, err error)
	classify func(it item) (removal Removal, expired bool, err error)
}

// Removal is of one thing that has expired: all of its writes, or none. Each has for its condition
// that the thing has expired.
type Removal struct {
	writes []write
	// optional is left out where the item that it changes is gone.
	optional *write
}

// Cursor is where the search of a table or an index goes on; its zero value is the beginning.
type Cursor struct{ key item }

// AtEnd holds behind the last page, which is the beginning again.
func (c Cursor) AtEnd() bool { return c.key == nil }

// Batch is what one page of a table held.
type Batch struct {
	Seen    int
	Expired []Removal
	Next    Cursor // the beginning again behind the last page
	Err     error  // of items that cannot be read, which are kept
}

var (
	errChanged = errors.New("dynamo: it changed since it was found expired")
	errKeyGone = errors.New("dynamo: the registration key is gone")
)

// page is how many items are looked at in one go.
const page = 250

// Sweeps are those of all tables that hold what comes to an end. Accounts are found by an index;
// the other tables are read from end to end, as far as DynamoDB's own expiry has left anything.
func (s *Store) Sweeps(rules retention.Rules, now time.Time) []Sweep {
	sweeps := []Sweep{
		{Name: "passcodes", table: s.tables.Passcodes, classify: s.passcodes(now)},
		{Name: "sessions", table: s.tables.Sessions, classify: s.sessions(now)},
		{Name: "support_pins", table: s.tables.SupportPINs, classify: s.pins(now)},
		{Name: "throttles", table: s.tables.Throttles, classify: s.counts(now)},
		{Name: "registration_keys", Final: true, table: s.tables.RegistrationKeys, classify: s.keys(rules, now)},
	}
	for i := range sweeps {
		sweeps[i].look = s.scanning(sweeps[i].table)
	}
	return append(sweeps, Sweep{Name: "accounts", Final: true, look: s.waiting(rules, now), classify: s.accounts(rules, now)})
}

func (s *Store) scanning(table string) func(context.Context, Cursor) ([]item, Cursor, error) {
	return func(ctx context.Context, from Cursor) (items []item, next Cursor, err error) {
		out, err := s.client.Scan(ctx, &dynamodb.ScanInput{TableName: &table, ExclusiveStartKey: from.key, Limit: aws.Int32(page)})
		if err != nil {
			return nil, Cursor{}, failed("Scan "+table, err)
		}
		for _, it := range out.Items {
			items = append(items, it)
		}
		return items, Cursor{out.LastEvaluatedKey}, nil
	}
}

// Look reads one page from a place on. It need not be consistent: what it finds is looked at
// again by the condition of its removal.
func (s *Store) Look(ctx context.Context, sw Sweep, from Cursor) (Batch, error) {
	items, next, err := sw.look(ctx, from)
	if err != nil {
		return Batch{}, err
	}
	b := Batch{Seen: len(items), Next: next}
	for _, it := range items {
		removal, expired, err := sw.classify(it)
		if err == nil && expired {
			b.Expired = append(b.Expired, removal)
		}
		b.Err = errors.Join(b.Err, err)
	}
	return b, nil
}

// Remove removes a thing, or keeps it where it has not expired any more.
func (s *Store) Remove(ctx context.Context, r Removal) (removed bool, err error) {
	writes := r.writes
	if r.optional != nil {
		writes = append(writes[:len(writes):len(writes)], *r.optional)
	}
	err = s.commit(ctx, writes...)
	if errors.Is(err, errKeyGone) {
		err = s.commit(ctx, r.writes...)
	}
	if errors.Is(err, errChanged) {
		return false, nil
	}
	return err == nil, err
}

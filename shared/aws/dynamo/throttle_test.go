package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/domain/throttle"
)

// a limit holds under any number of tries at once, in whole and in part.
func TestLimitsHoldInParallel(t *testing.T) {
	db := testdb.New(t)
	for _, tally := range []bool{false, true} {
		limit := throttle.Limit{Name: fmt.Sprint("test", tally), Window: time.Hour, Max: 12, PartMax: 5, Tally: tally}
		charge := func(part throttle.Subject, at time.Time) throttle.Charge { return limit.Charge("s", at).Within(part) }
		take := func(part throttle.Subject) func(int) error {
			return func(int) error { return db.Store.Take(t.Context(), charge(part, now)) }
		}
		want(t, race(t, take("a")), map[error]int{nil: 5, throttle.ErrLimited: 45})
		want(t, race(t, take("b")), map[error]int{nil: 5, throttle.ErrLimited: 45})
		want(t, race(t, take("c")), map[error]int{nil: 2, throttle.ErrLimited: 48})
		if err := db.Store.Take(t.Context(), charge("a", now.Add(time.Hour))); err != nil {
			t.Errorf("in the next window: %v", err)
		}
	}
}

// A charge counts once however often it is taken, and is given back once: a write whose answer
// was lost is made again.
func TestChargesCountOnce(t *testing.T) {
	db := testdb.New(t)
	limit := throttle.Limit{Name: "test", Window: time.Hour, Max: 2}
	first, second, third := limit.Charge("s", now), limit.Charge("s", now), limit.Charge("s", now)
	steps := []struct {
		name string
		do   func(context.Context, throttle.Charge) error
		of   throttle.Charge
		want error
	}{
		{"giving back what was never taken", db.Store.Refund, first, nil},
		{"the first", db.Store.Take, first, nil},
		{"the first again", db.Store.Take, first, nil},
		{"the second", db.Store.Take, second, nil},
		{"the second again, though the limit is reached", db.Store.Take, second, nil},
		{"a third", db.Store.Take, third, throttle.ErrLimited},
		{"giving back the first", db.Store.Refund, first, nil},
		{"giving it back again", db.Store.Refund, first, nil},
		{"the third", db.Store.Take, third, nil},
		{"the first, now that there is no room", db.Store.Take, first, throttle.ErrLimited},
	}
	for _, s := range steps {
		if err := s.do(t.Context(), s.of); !errors.Is(err, s.want) || (s.want == nil) != (err == nil) {
			t.Errorf("%s: %v", s.name, err)
		}
	}
}

func TestAPartGivesBackToItself(t *testing.T) {
	db := testdb.New(t)
	limit := throttle.Limit{Name: "test", Window: time.Hour, Max: 9, PartMax: 1}
	a := limit.Charge("s", now).Within("a")
	if err := errors.Join(db.Store.Take(t.Context(), a), db.Store.Take(t.Context(), limit.Charge("s", now).Within("b")), db.Store.Refund(t.Context(), a)); err != nil {
		t.Fatal(err)
	}
	if err := db.Store.Take(t.Context(), limit.Charge("s", now).Within("b")); !errors.Is(err, throttle.ErrLimited) {
		t.Errorf("a part took what another gave back: %v", err)
	}
	if err := db.Store.Take(t.Context(), limit.Charge("s", now).Within("a")); err != nil {
		t.Errorf("after a refund: %v", err)
	}
}

func TestRoomCountsNothing(t *testing.T) {
	for _, tally := range []bool{false, true} {
		db := testdb.New(t)
		limit := throttle.Limit{Name: fmt.Sprint("test", tally), Window: time.Hour, Max: 9, PartMax: 1, Tally: tally}
		charge := func() throttle.Charge { return limit.Charge("s", now).Within("part") }
		for range 3 {
			if err := db.Store.Room(t.Context(), charge(), limit.Charge("another", now)); err != nil {
				t.Fatal(err)
			}
		}
		count(t, db, nil)
		if err := db.Store.Take(t.Context(), charge()); err != nil {
			t.Fatal(err)
		}
		if err := db.Store.Room(t.Context(), limit.Charge("another", now), charge()); !errors.Is(err, throttle.ErrLimited) {
			t.Errorf("a full part has room: %v", err)
		}
		if err := db.Store.ClearCount(t.Context(), charge()); err != nil {
			t.Fatal(err)
		}
		if err := db.Store.Room(t.Context(), charge()); err != nil {
			t.Errorf("after it was emptied: %v", err)
		}
	}
}

package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

const many = "Many failed attempts at your account at Latchkey"

// watched has a handler whose waits are counted.
func watched(t *testing.T) (w *world.World, h world.Handler, waits *atomic.Int64) {
	t.Helper()
	w, _ = setUp(t)
	waits = new(atomic.Int64)
	watch := w.Watch()
	over := watch.After
	watch.Slot, watch.After = time.Minute, func(d time.Duration) <-chan time.Time {
		if d != time.Minute {
			t.Errorf("it waits %s", d)
		}
		waits.Add(1)
		return over(d)
	}
	guarded := of(w)
	guarded.watch = watch
	return w, api.Handle(api.Anyone, w.Now, guarded.serve), waits
}

// fail gives wrong passwords, each from an address of its own.
func fail(t *testing.T, h world.Handler, name string, times int) (statuses []int) {
	t.Helper()
	for i := range times {
		statuses = append(statuses, from(t, h, fmt.Sprintf("203.0.113.%d", i+1), name, wrong).Status)
	}
	return statuses
}

func subjects(w *world.World, to string) (all []string) {
	for _, m := range w.Outbox.Messages(to) {
		all = append(all, m.Subject)
	}
	return all
}

// opens are what no notice has: a code, or a link that signs in or resets.
var opens = regexp.MustCompile(`\b[0-9]{6}\b|token=|code=|lk[a-z]_`)

// the tenth failure of a day is told, once, wherever it comes from, and the right password is good
// after it. Nine are nobody's business, and the next day they begin anew.
func TestTenFailuresAreTold(t *testing.T) {
	w, h, _ := watched(t)
	u := w.User(t, "mary", nil)
	fail(t, h, "Mary", 9)
	if got := subjects(w, u.Email); len(got) != 0 {
		t.Fatalf("after nine: %v", got)
	}
	fail(t, h, "mary", 3)
	mails := w.Outbox.Messages(u.Email)
	if len(mails) != 1 || mails[0].Subject != many || opens.MatchString(mails[0].Text) {
		t.Fatalf("after twelve: %+v", mails)
	}
	if a := from(t, h, "198.51.100.1", "mary", world.Password); a.Status != 200 {
		t.Errorf("the owner: %d %s", a.Status, a.Body)
	}
	w.Pass(24 * time.Hour)
	fail(t, h, "mary", 9)
	if got := subjects(w, u.Email); len(got) != 1 {
		t.Errorf("nine of the next day: %v", got)
	}
	fail(t, h, "mary", 1)
	if got := subjects(w, u.Email); !slices.Equal(got, []string{many, many}) {
		t.Errorf("ten of the next day: %v", got)
	}
}

// for every name, and whether or not there is somebody to tell, the tenth answer takes the same
// time, the others take none, and all look the same.
func TestTellingTellsNothing(t *testing.T) {
	w, h, waits := watched(t)
	w.User(t, "mary", nil)
	w.User(t, "anne", func(u *account.User) { u.Status = account.Disabled })
	w.User(t, "rose", func(u *account.User) { u.EmailConfirmed = false })
	for name, mails := range map[string]int{"mary": 1, "anne": 0, "rose": 0, "nobody": 0, "mary@latchkey.example": 0, "no@latchkey.example": 0} {
		before, told := waits.Load(), w.Outbox.Delivered()
		statuses := fail(t, h, name, 9)
		if waits.Load() != before {
			t.Errorf("%s: it waits before the tenth", name)
		}
		statuses = append(statuses, fail(t, h, name, 3)...)
		// Of one user's two names, the first that is tried ten times has the mail of the hour.
		if n := w.Outbox.Delivered() - told; n != mails && !strings.HasPrefix(name, "mary") {
			t.Errorf("%s: %d mails", name, n)
		}
		if waits.Load()-before != 1 || !slices.Equal(slices.Compact(statuses), []int{401}) {
			t.Errorf("%s: %d waits, %v", name, waits.Load()-before, statuses)
		}
	}
	if got := subjects(w, "mary@latchkey.example"); !slices.Equal(got, []string{many}) {
		t.Errorf("one hour's mails: %v", got)
	}
}

// Of many failures at once, one is the tenth.
func TestFailuresAtOnceAreToldOnce(t *testing.T) {
	w, h, waits := watched(t)
	u := w.User(t, "mary", nil)
	var g errgroup.Group
	for i := range 30 {
		g.Go(func() error { from(t, h, fmt.Sprintf("203.0.113.%d", i+1), "mary", wrong); return nil })
	}
	_ = g.Wait()
	if got := subjects(w, u.Email); !slices.Equal(got, []string{many}) || waits.Load() != 1 {
		t.Errorf("%v, %d waits", got, waits.Load())
	}
}

// A notice turns no refusal into a failure: where the mail is not taken, the answer is the same.
func TestUntoldFailuresAreRefused(t *testing.T) {
	for _, fault := range []testdb.Fault{testdb.Throttled, testdb.Failed, testdb.Dropped} {
		w, h, waits := watched(t)
		w.User(t, "mary", nil)
		w.Senders.Break(fault)
		if statuses := fail(t, h, "mary", 12); !slices.Equal(slices.Compact(statuses), []int{401}) || waits.Load() != 1 {
			t.Errorf("%v: %v, %d waits", fault, statuses, waits.Load())
		}
	}
}

// A refused password costs one write unit more than before anybody counted, for every name; a right one
// costs what it did.
func TestCostOfRefusals(t *testing.T) {
	w, h, _ := watched(t)
	w.User(t, "mary", nil)
	for _, name := range []string{"mary", "nobody"} {
		calls := w.Edge.During(func() { from(t, h, "203.0.113.1", name, wrong) })
		if calls.Rounds() != 3 || calls.Writes() != 3 {
			t.Errorf("%s: %d round trips, %.1f write units: %v", name, calls.Rounds(), calls.Writes(), calls.Operations())
		}
	}
}

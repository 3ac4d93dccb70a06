package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
)

// Accounts, too, of one shard and of the next; and a longer UnconfirmedDays, by which the place where
// a run stopped is not due any more, holds at once and stops no run.
func TestGoesOnAmongAccounts(t *testing.T) {
	w, h := setUp(t)
	h.pages = 1
	seedUsers(t, w, 600, func(i int) row {
		return merge(user(w.Now(), i), row{"unconfirmed": number(int64(i / 500)), "created_at": at(w.Now().Add(-10*day - time.Duration(600-i)*time.Second))})
	})
	run := func(pages, left int) {
		t.Helper()
		h.pages = pages
		if err := h.serve(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := w.Count(t)["Users"]; n != left {
			t.Errorf("%d left, want %d", n, left)
		}
	}
	run(1, 350)
	run(1, 100) // the rest of the first shard, where more might follow
	h.rules.Unconfirmed = 11 * day
	run(1, 100)
	h.rules.Unconfirmed = 7 * day
	run(1, 0)
	run(8, 0)
	if n := w.Count(t); n["Claims"] != 0 {
		t.Errorf("%v", n)
	}
}

// What a run reads grows with what is due, and not with the users: ten times as many cost no unit
// more. BenchmarkGrowth has a million.
func TestReadsWhatIsDue(t *testing.T) {
	w, h := setUp(t)
	h.tables = w.Store // through the edge, which counts
	const due, few, many = 100, 300, 3000
	run := func() float64 {
		t.Helper()
		seedUsers(t, w, due, func(i int) row { return user(w.Now(), i) })
		return w.Edge.During(func() {
			if err := h.serve(t.Context()); err != nil {
				t.Error(err)
			}
		}).Reads()
	}
	testdb.Seed(t, w.Tables.Users, few, func(i int) row { return testdb.Settled(due+i, w.Now()) })
	run() // the first has no marks to read
	before := run()
	testdb.Seed(t, w.Tables.Users, many-few, func(i int) row { return testdb.Settled(due+few+i, w.Now()) })
	if after := run(); after != before || after < due/2 || after > due {
		t.Errorf("%.1f read units of %d users, and %.1f of %d", before, few, after, many)
	}
	if n := w.Count(t)["Users"]; n != many {
		t.Errorf("%d users are left", n)
	}
}

package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
)

const idle = time.Hour

func setUpIdle(t *testing.T) (*world.World, handler, account.User, token.Token) {
	t.Helper()
	w, h := setUp(t)
	h.authorizer.Sessions.Lifetimes.Idle = idle
	u := w.User(t, "mary", nil)
	return w, h, u, signIn(t, w, u, w.Now())
}

// a session is used in a rhythm, and its use is recorded once in a quarter of the idle time:
// one write then, none at other times. It is read in one round trip, always.
func TestUseIsRecordedOnceInAQuarter(t *testing.T) {
	w, h, u, tok := setUpIdle(t)
	began := w.Now()
	for i, c := range []struct {
		after  time.Duration // the request before
		writes int
	}{
		{0, 0}, {15*time.Minute - 5*time.Second, 0}, {5 * time.Second, 1}, {0, 0}, {14 * time.Minute, 0}, {45 * time.Minute, 1}, {59 * time.Minute, 1},
	} {
		w.Pass(c.after)
		known, calls := known(t, w, h, tok)
		reads, writes := calls.Reads(), count(calls, "UpdateItem")
		if !known || len(calls) != 1+c.writes || reads == 0 || reads > 2 || writes != c.writes || calls.Writes() != float64(c.writes) {
			t.Errorf("request %d: known %v, %v, %.1f read and %.1f write units", i, known, calls.Operations(), reads, calls.Writes())
		}
	}
	s, _, err := w.Store.Session(t.Context(), u.ID, tok.Hash())
	if err != nil || s.CreatedAt.Sub(began).Abs() > time.Minute {
		t.Errorf("began %s, %v", s.CreatedAt, err)
	}
	w.Pass(idle + time.Second)
	if known, _ := known(t, w, h, tok); known || w.Count(t)["Sessions"] != 1 {
		t.Error("unused for the whole time, and still stored, it is valid")
	}
}

// Of requests at once, one records the use.
func TestUsesAtOnceAreRecordedOnce(t *testing.T) {
	w, h, u, tok := setUpIdle(t)
	w.Pass(idle / 4)
	stale, _, err := w.Store.Session(t.Context(), u.ID, tok.Hash())
	if err != nil {
		t.Fatal(err)
	}
	if known, _ := known(t, w, h, tok); !known {
		t.Fatal("it is not valid")
	}
	if err := w.Store.RecordUse(t.Context(), stale, w.Now().Add(time.Minute)); err != nil {
		t.Error(err)
	}
	if s, _, err := w.Store.Session(t.Context(), u.ID, tok.Hash()); err != nil || s.UsedAt.After(w.Now().Add(30*time.Second)) {
		t.Errorf("recorded twice: %s, %v", s.UsedAt, err)
	}
}

// a use revives no session that ended after it was read.
func TestUseRevivesNothing(t *testing.T) {
	w, h, u, tok := setUpIdle(t)
	read, _, err := w.Store.Session(t.Context(), u.ID, tok.Hash())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Store.EndSession(t.Context(), u.ID, tok.Hash()); err != nil {
		t.Fatal(err)
	}
	if err := w.Store.RecordUse(t.Context(), read, w.Now()); err != nil {
		t.Error(err)
	}
	if known, _ := known(t, w, h, tok); known || w.Count(t)["Sessions"] != 0 {
		t.Error("the session is back")
	}
}

// A use that cannot be recorded keeps nobody out.
func TestUnrecordedUse(t *testing.T) {
	w, h, _, tok := setUpIdle(t)
	w.Pass(idle / 2)
	w.Renew(testdb.Impatient)
	w.Edge.Refuse(func(operation string) bool { return operation == "UpdateItem" })
	if known, _ := known(t, w, h, tok); !known {
		t.Error("the caller is refused")
	}
}

func count(calls testdb.Calls, operation string) (n int) {
	for _, c := range calls {
		if c.Operation == operation {
			n++
		}
	}
	return n
}

func known(t *testing.T, w *world.World, h handler, tok token.Token) (bool, testdb.Calls) {
	t.Helper()
	got := ask(t, w, h, bearer(tok.Reveal()))
	return got.IsAuthorized, got.calls
}

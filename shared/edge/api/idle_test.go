package api_test

import (
	"crypto/rand"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

const idle = time.Hour

// visit is a session with an idle time, and what both authorizers ask about it.
type visit struct {
	*world.World
	began      session.Session
	authorizer api.Authorizer
	event      api.AuthorizerEvent
}

func newVisit(t *testing.T) visit {
	t.Helper()
	w := world.New(t)
	lifetimes := world.Lifetimes
	lifetimes.Idle = idle
	u := w.User(t, "mary", nil)
	tok, err := token.New(token.Session, rand.Reader, int64(u.ID))
	if err != nil {
		t.Fatal(err)
	}
	s := lifetimes.Begin(tok, u, "203.0.113.7", "test", w.Now())
	if err := w.Store.SaveSession(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return visit{
		w, s, api.Authorizer{Sessions: w.Verifier(lifetimes), Now: w.Now},
		api.AuthorizerEvent{Headers: map[string]string{"authorization": "Bearer " + tok.Reveal()}},
	}
}

// known says whether the authorizer knows the caller.
func (v visit) known(t *testing.T) bool {
	c, err := v.authorizer.Caller(t.Context(), v.event)
	return err == nil && c.UserID == v.began.UserID
}

func (v visit) stored(t *testing.T) session.Session {
	t.Helper()
	s, _, err := v.Store.Session(t.Context(), v.began.UserID, v.began.TokenHash)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// a session is used in a rhythm, and its use is recorded once in a quarter of the idle time:
// one write then, none at other times. It is read in one round trip, always.
func TestUseIsRecordedOnceInAQuarter(t *testing.T) {
	v := newVisit(t)
	for i, c := range []struct {
		after  time.Duration // the request before
		writes int
	}{
		{0, 0}, {15*time.Minute - 5*time.Second, 0}, {5 * time.Second, 1}, {0, 0}, {14 * time.Minute, 0}, {45 * time.Minute, 1}, {59 * time.Minute, 1},
	} {
		v.Pass(c.after)
		var known bool
		calls := v.Edge.During(func() { known = v.known(t) })
		reads := calls.Reads()
		if !known || len(calls) != 1+c.writes || reads == 0 || reads > 2 || calls.Writes() != float64(c.writes) {
			t.Errorf("request %d: known %v, %v, %.1f read and %.1f write units", i, known, calls.Operations(), reads, calls.Writes())
		}
	}
	if s := v.stored(t); !s.CreatedAt.Equal(v.began.CreatedAt) {
		t.Errorf("began %s", s.CreatedAt)
	}
	v.Pass(idle + time.Second)
	if v.known(t) || v.Count(t)["Sessions"] != 1 {
		t.Error("unused for the whole time, and still stored, it is valid")
	}
}

// Of requests at once, one records the use.
func TestUsesAtOnceAreRecordedOnce(t *testing.T) {
	v := newVisit(t)
	v.Pass(idle / 4)
	stale := v.stored(t)
	if !v.known(t) {
		t.Fatal("it is not valid")
	}
	used := v.stored(t).UsedAt
	if err := v.Store.RecordUse(t.Context(), stale, used.Add(time.Minute)); err != nil {
		t.Error(err)
	}
	if s := v.stored(t); used.Equal(stale.UsedAt) || !s.UsedAt.Equal(used) {
		t.Errorf("read %s, recorded %s, then %s", stale.UsedAt, used, s.UsedAt)
	}
}

// a use revives no session that ended after it was read.
func TestUseRevivesNothing(t *testing.T) {
	v := newVisit(t)
	read := v.stored(t)
	if err := v.Store.EndSession(t.Context(), read.UserID, read.TokenHash); err != nil {
		t.Fatal(err)
	}
	if err := v.Store.RecordUse(t.Context(), read, v.Now()); err != nil {
		t.Error(err)
	}
	if v.known(t) || v.Count(t)["Sessions"] != 0 {
		t.Error("the session is back")
	}
}

// A use that cannot be recorded keeps nobody out.
func TestUnrecordedUse(t *testing.T) {
	v := newVisit(t)
	v.Pass(idle / 2)
	v.Renew(testdb.Impatient)
	v.Edge.Refuse(func(operation string) bool { return operation == "UpdateItem" })
	if !v.known(t) {
		t.Error("the caller is refused")
	}
}

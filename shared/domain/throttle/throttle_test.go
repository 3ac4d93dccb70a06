package throttle_test

import (
	"errors"
	"testing"
	"time"

	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/throttle"
)

var noon = time.Date(2026, 11, 21, 12, 34, 56, 0, time.UTC)

func key(t *testing.T, secret string) throttle.Key {
	t.Helper()
	k, err := throttle.NewKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// one /64 is one network, however its addresses are written.
func TestAddresses(t *testing.T) {
	k := key(t, "secret")
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"203.0.113.7", "203.0.113.8", false},
		{"2001:db8:0:1::1", "2001:db8:0:2::1", false},
		{"2001:db8:0:1::1", "2001:db8:0:1:ffff::9", true},
		{"203.0.113.7", "::ffff:203.0.113.7", true},
	} {
		if got := k.Networks(c.a)[0] == k.Networks(c.b)[0]; got != c.same {
			t.Errorf("%s and %s: same=%v", c.a, c.b, got)
		}
	}
}

// the subject says nothing to a reader who has no key, and kinds do not mix.
func TestSubjectsAreKeyed(t *testing.T) {
	a, b := key(t, "one secret"), key(t, "another")
	if a.Of("user", "7") == b.Of("user", "7") {
		t.Error("two keys make one subject")
	}
	if a.Of("user", "7") == a.Of("destination", "7") {
		t.Error("two kinds make one subject")
	}
}

// a client is told for how long to stay away.
func TestRefusalSaysWhenTheCountEnds(t *testing.T) {
	for _, c := range []struct {
		name   string
		charge throttle.Charge
		count  int
		want   time.Duration
	}{
		{"ten minutes end at 12:40", throttle.LoginAccount.Charge("s", noon), 30, 5*time.Minute + 4*time.Second},
		{"the hour is full", throttle.SendUser.Charge("s", noon).Hourly(), 10, 25*time.Minute + 4*time.Second},
		{"the day is full", throttle.SendUser.Charge("s", noon).Hourly(), 30, 11*time.Hour + 25*time.Minute + 4*time.Second},
	} {
		var f *fault.Fault
		if !errors.As(c.charge.Refusal(throttle.Counts{Whole: c.count}), &f) || f.RetryAfter != c.want {
			t.Errorf("%s: %v, want %v", c.name, f.RetryAfter, c.want)
		}
	}
}

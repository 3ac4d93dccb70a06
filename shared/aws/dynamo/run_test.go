package dynamo_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/domain/idempotency"
)

func run(token, digest string, at time.Time) idempotency.Run {
	return idempotency.Run{ID: "run", Digest: digest, Token: token, LeaseEndsAt: at.Add(time.Minute), ExpiresAt: at.Add(24 * time.Hour)}
}

// of many runs under one key, one begins.
func TestOneRunUnderAKey(t *testing.T) {
	db := testdb.New(t)
	errOther := errors.New("another run is noted")
	got := race(t, func(i int) error {
		asked := run(fmt.Sprint(i), "digest", now)
		noted, err := db.Store.BeginRun(t.Context(), asked, now)
		if err == nil && noted.Token != asked.Token {
			return errOther
		}
		return err
	})
	want(t, got, map[error]int{nil: 1, errOther: 49})
}

// A key is taken from a run that died on the same request, and from none that lives or ended.
func TestWhoseRunItIs(t *testing.T) {
	db := testdb.New(t)
	begin := func(token, digest string, at time.Time) string {
		t.Helper()
		noted, err := db.Store.BeginRun(t.Context(), run(token, digest, at), at)
		if err != nil {
			t.Fatal(err)
		}
		return noted.Token
	}
	died, done := now.Add(time.Minute), now.Add(3*time.Minute)
	for _, c := range []struct {
		name, got, want string
	}{
		{"the first", begin("a", "digest", now), "a"},
		{"under the lease", begin("b", "digest", died.Add(-time.Second)), "a"},
		{"another request, the lease being over", begin("b", "other", died), "a"},
		{"the same request, the lease being over", begin("b", "digest", died), "b"},
	} {
		if c.got != c.want {
			t.Errorf("%s: the run of %s", c.name, c.got)
		}
	}
	if err := db.Store.EndRun(t.Context(), run("a", "digest", now)); !errors.Is(err, idempotency.ErrRunning) {
		t.Errorf("an older run ends: %v", err)
	}
	ended := run("b", "digest", died)
	ended.Results = "{}"
	if err := db.Store.EndRun(t.Context(), ended); err != nil {
		t.Fatal(err)
	}
	if got := begin("c", "digest", done); got != "b" {
		t.Errorf("ended: the run of %s", got)
	}
	if got := begin("c", "other", ended.ExpiresAt); got != "c" {
		t.Errorf("past its time, with the item in the table: the run of %s", got)
	}
}

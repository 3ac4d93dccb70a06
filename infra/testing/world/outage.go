package world

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
)

// outage has the tables out of reach from one call on, whichever it is. What was not done is answered
// with a 5xx, and the same request does it once the tables are back. What was done is answered as such.
func (tr *Trial) outage(t *testing.T) {
	t.Helper()
	compare := atLeast
	switch {
	case tr.Spent != "":
		compare = nothing
	case tr.SentLater:
		compare = withoutCodes
	}
	tr.each(t, attempt{"out of reach", tr.cutOff, compare})
}

func (tr *Trial) cutOff(t *testing.T, n int) (hit bool) {
	t.Helper()
	call := tr.begin(t)
	a := tr.ask(t, call, func(call int, _ string) testdb.Fault {
		if call < n {
			return testdb.None
		}
		hit = true
		return testdb.Closed
	})
	if tr.good(a) && (!hit || !tr.Untold) {
		return hit
	}
	what := fmt.Sprintf("out of reach from call %d", n)
	if !tr.good(a) && !tr.failed(a) {
		t.Errorf("%s: refused by %d %s", what, a.Status, a.Body)
	}
	again := tr.ask(t, call, nil)
	if again.Status == http.StatusConflict && again.Code(t) == "request_in_progress" {
		tr.World.Pass(time.Minute) // until the run counts as dead
		again = tr.ask(t, call, nil)
	}
	if !tr.good(again) && (tr.Spent == "" || again.Code(t) != tr.Spent) {
		t.Errorf("%s, after %d %s repeated: %d %s", what, a.Status, a.Body, again.Status, again.Body)
	}
	return hit
}

// failed holds where an answer says that the service failed, of all or of an item. A refusal that comes
// with a challenge when all goes well stands without one.
func (tr *Trial) failed(a Answer) bool {
	return a.Status >= http.StatusInternalServerError ||
		a.Status == tr.Status && (a.Status == http.StatusForbidden || strings.Contains(a.Body, `"status":50`))
}

// atLeast allows for what was counted, recorded and sent before the request was repeated, and for what
// a deleted user leaves behind.
func atLeast(made, want map[string]int) string {
	return differs(made, want, func(kind string) bool {
		return isCount(kind) || kind == "messages" || kind == "codes" || strings.HasPrefix(kind, record) ||
			want["users"] < 0 && kind != "users" && kind != "claims"
	})
}

// cautious allows for a failure that counts and was none.
func cautious(made, want map[string]int) string { return differs(made, want, isCount) }

func isCount(kind string) bool { return kind == attempts || strings.HasSuffix(kind, " tries") }

// withoutCodes leaves out the codes, and what sends them.
func withoutCodes(made, want map[string]int) string {
	made, want = maps.Clone(made), maps.Clone(want)
	for _, kind := range []string{"messages", "codes", "codes open", attempts} {
		delete(made, kind)
		delete(want, kind)
	}
	return atLeast(made, want)
}

// nothing is compared where the answers say all.
func nothing(map[string]int, map[string]int) string { return "" }

// differs finds what there is too little of, or too much, unless that is safe.
func differs(made, want map[string]int, safe func(kind string) bool) string {
	for _, kind := range slices.Sorted(maps.Keys(plus(made, want))) {
		if made[kind] < want[kind] || made[kind] > want[kind] && !safe(kind) {
			return fmt.Sprintf("made %d %s, want %d", made[kind], kind, want[kind])
		}
	}
	return ""
}

package prove_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/running"
)

// race is what many do at once, of whom a stated number may succeed.
type race struct {
	name string
	// variant is of races about what another one has more plainly. They are run less often.
	variant bool
	// limited is of races about a limit on guessing. Its window may end in the middle of a round, and then
	// there are counts of two windows: such a round is not judged.
	limited bool
	ready   func(r *round) bout
}

// bout is a race that is ready to start.
type bout struct {
	calls []call
	// want are the answers of all calls together: how often each is given. A key is an act, a status and the
	// code of a problem, such as "confirm 409 email_taken"; "|" stands between those that are counted together.
	want map[string]span
	// after looks at what is stored, and at what those who took part can do then.
	after func(got answers)
}

// call is the request of one who takes part.
type call struct {
	act                string // empty where all do the same
	method, path, body string
	headers            []string
	who                int // of those who take part
}

// span is how often an answer may be given.
type span struct{ least, most int }

func exactly(n int) span    { return span{n, n} }
func upTo(n int) span       { return span{0, n} }
func anyNumber() span       { return span{0, 1 << 20} }
func between(a, b int) span { return span{a, b} }

// many are those who take part in a race.
var many = proof.Times(15, 50)

// answered is a call with its answer.
type answered struct {
	call
	running.Answer
}

// kind is what an answer is counted as. An answer about one item of many is that of the item.
func (a answered) kind() string {
	status, code := fmt.Sprint(a.Status), a.Code()
	if a.Status == 207 {
		status, code = fmt.Sprint(a.At("results.0.status")), a.Text("results.0.problem.code")
	}
	return strings.Join(strings.Fields(a.act+" "+status+" "+code), " ")
}

type answers []answered

// of are the answers of a kind.
func (all answers) of(kind string) (found answers) {
	for _, a := range all {
		if a.kind() == kind {
			found = append(found, a)
		}
	}
	return found
}

// one is the only answer of a kind.
func (r *round) one(all answers, kinds ...string) answered {
	r.Helper()
	var found answers
	for _, kind := range kinds {
		found = append(found, all.of(kind)...)
	}
	if len(found) != 1 {
		r.Fatalf("%d answers of %v", len(found), kinds)
	}
	return found[0]
}

// what may be done once is done once, and a limit holds to the number, however many try
// at the same time; and what is stored afterwards is the work of those who were told that they succeeded.
func TestRaces(t *testing.T) {
	t.Parallel()
	rounds := proof.Count(t, proof.Rounds)
	s := newArena(t)
	t.Run("of", func(t *testing.T) {
		for _, race := range slices.Concat(codeRaces, passwordRaces, guessRaces, claimRaces, accountRaces, factorRaces, staffRaces, sessionRaces) {
			t.Run(race.name, func(t *testing.T) {
				t.Parallel()
				for range race.rounds() {
					race.round(t, s)
					if rounds.Add(1); t.Failed() {
						return
					}
				}
			})
		}
	})
	s.checkAll(t)
}

func (c race) rounds() int {
	if c.variant {
		return proof.Times(1, 5)
	}
	return proof.Times(1, 20)
}

const window = 10 * time.Minute // the shortest of a limit

// round runs a race once, on users of its own.
func (c race) round(t *testing.T, s *arena) {
	t.Helper()
	for {
		began := time.Now().Truncate(window)
		r := &round{TB: t, arena: s}
		b := c.ready(r)
		if t.Failed() {
			return
		}
		got := r.atOnce(b.calls)
		if c.limited && !time.Now().Truncate(window).Equal(began) {
			continue
		}
		r.judge(got, b.want)
		if !t.Failed() {
			b.after(got)
		}
		return
	}
}

// round is one run of a race.
type round struct {
	testing.TB
	*arena
}

// atOnce makes all calls at the same time. They are in no order, so that no act is always the first.
func (r *round) atOnce(calls []call) answers {
	r.Helper()
	rand.Shuffle(len(calls), func(i, j int) { calls[i], calls[j] = calls[j], calls[i] })
	got := make(answers, len(calls))
	start := make(chan struct{})
	var done sync.WaitGroup
	for i, c := range calls {
		done.Go(func() {
			<-start
			a, err := r.Send(r.Context(), c.method, c.path, c.body, c.headers...)
			if err != nil {
				r.Error(err)
			}
			got[i] = answered{c, a}
		})
	}
	close(start)
	done.Wait()
	return got
}

// judge compares the answers with those that may be given.
func (r *round) judge(got answers, want map[string]span) {
	r.Helper()
	counts := map[string]int{}
	for _, a := range got {
		counts[a.kind()]++
	}
	said := fmt.Sprint(counts)
	for kinds, wanted := range want {
		n := 0
		for kind := range strings.SplitSeq(kinds, "|") {
			n += counts[kind]
			delete(counts, kind)
		}
		if n < wanted.least || n > wanted.most {
			r.Errorf("%d times %s, want %d to %d: %s", n, kinds, wanted.least, wanted.most, said)
		}
	}
	if len(counts) > 0 {
		r.Errorf("not to be answered: %v", counts)
	}
}

// each makes the calls of all who take part.
func each(n int, of func(i int) call) (calls []call) {
	for i := range n {
		c := of(i)
		c.who = i
		calls = append(calls, c)
	}
	return calls
}

package world

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"latchkey/shared/domain/idempotency"
	"latchkey/shared/edge/idempotent"
	"latchkey/shared/edge/wire"
)

// Requests makes the world's requests idempotent.
func (w *World) Requests(t testing.TB) idempotent.Requests {
	t.Helper()
	key, err := idempotency.NewKey("a secret of the tests")
	if err != nil {
		t.Fatal(err)
	}
	return idempotent.Requests{Key: key, Runs: w.Store, Now: w.Now}
}

// Result is what tests look at in the answer to an item.
type Result struct {
	Index, Status int
	User          *wire.User
	Problem       *Problem
}

// Results are the answers to the items, which are in the items' order.
func (a Answer) Results(t testing.TB) []Result {
	t.Helper()
	results := Into[struct{ Results []Result }](t, a).Results
	for i, r := range results {
		if a.Status != 207 || r.Index != i {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	return results
}

// Outcomes gives the answers to the items in words: "201", "422 username required".
func (a Answer) Outcomes(t testing.TB) string {
	t.Helper()
	var all []string
	for _, r := range a.Results(t) {
		words := fmt.Sprint(r.Status)
		if r.Problem != nil {
			if words += " " + r.Problem.Code; r.Problem.Status != r.Status || r.Problem.Detail == "" {
				t.Errorf("item %d: %+v", r.Index, r.Problem)
			}
			for _, e := range r.Problem.Errors {
				words += " " + e.Field + ":" + e.Code
			}
		}
		all = append(all, words)
	}
	return strings.Join(all, ", ")
}

// Parallel calls a handler so many times at once.
func Parallel(t testing.TB, h Handler, times int, call func(i int) Call) []Answer {
	t.Helper()
	answers := make([]Answer, times)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range times {
		done.Go(func() {
			start.Wait()
			answers[i] = Do(t, h, call(i))
		})
	}
	start.Done()
	done.Wait()
	return answers
}

package world

import (
	"encoding/json"
	"fmt"
	"testing"

	"latchkey/infra/testing/proof"
)

// Ask is a request about somebody or something that may or may not exist.
type Ask struct {
	About string
	Call  Call
}

// Alike holds where nobody can tell from an answer whom or what it is about: all have the same status, the same
// headers and the same body, byte for byte where it is a refusal, and else with the same members; after as many
// hashes of passwords, and as many calls of the same kinds in as many round trips.
func (w *World) Alike(t *testing.T, counter *proof.Counter, h Handler, asks ...Ask) {
	t.Helper()
	w.alike(t, counter, h, asks, func(c steps) string { return fmt.Sprint(c) })
}

// AlikeInRounds is Alike for a handler that does more for some, all of it beside what it does for everybody.
func (w *World) AlikeInRounds(t *testing.T, counter *proof.Counter, h Handler, asks ...Ask) {
	t.Helper()
	w.alike(t, counter, h, asks, func(c steps) string { return fmt.Sprint(c.hashes, c.rounds) })
}

// AlikeInTime is Alike for a handler that answers at the same time whatever it does: what it does is its own affair.
func (w *World) AlikeInTime(t *testing.T, counter *proof.Counter, h Handler, asks ...Ask) {
	t.Helper()
	w.alike(t, counter, h, asks, func(c steps) string { return fmt.Sprint(c.hashes) })
}

// steps are what is done for an answer.
type steps struct {
	hashes int64
	calls  map[string]int
	rounds int
}

func (w *World) alike(t *testing.T, counter *proof.Counter, h Handler, asks []Ask, told func(steps) string) {
	t.Helper()
	first := ""
	for i, ask := range asks {
		counter.Add(1)
		if ask.Call.Address == "" { // nobody has asked too often
			ask.Call.Address = fmt.Sprintf("198.18.7.%d", i)
		}
		before, a := w.Hasher.Computed(), Answer{}
		calls := w.Edge.During(func() { a = Do(t, h, ask.Call) })
		done := steps{w.Hasher.Computed() - before, calls.Operations(), calls.Rounds()}
		got := fmt.Sprintf("%d %v %s, after %s", a.Status, a.Headers, shape(t, a), told(done))
		if i == 0 {
			first = got
		}
		if got != first || a.Status >= 500 {
			t.Errorf("%s: %s\n%s: %s", asks[0].About, first, ask.About, got)
		}
	}
	if len(asks) < 2 {
		t.Error("there is nothing to compare")
	}
}

// shape is a body, in which words and numbers do not count unless it is a refusal.
func shape(t *testing.T, a Answer) string {
	t.Helper()
	if a.Status >= 400 || a.Body == "" {
		return a.Body
	}
	var v any
	if err := json.Unmarshal([]byte(a.Body), &v); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(kinds(v))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func kinds(v any) any {
	switch in := v.(type) {
	case map[string]any:
		for name, value := range in {
			in[name] = kinds(value)
		}
	case []any:
		for i, value := range in {
			in[i] = kinds(value)
		}
	case string:
		return "text"
	case float64:
		return "number"
	}
	return v
}

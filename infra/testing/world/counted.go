package world

import (
	"testing"

	"latchkey/infra/testing/cost"
)

// counted makes one request of which nothing goes wrong, and holds it to the budget of its function.
func (tr *Trial) counted(t *testing.T, call Call) (a Answer) {
	t.Helper()
	w := tr.World
	hashes := w.Hasher.Computed()
	calls := w.Edge.During(func() { a = tr.ask(t, call, nil) })
	cost.Hold(t, cost.Spent{
		Status: a.Status, Calls: len(calls), Rounds: calls.Rounds(), Reads: calls.Reads(), Writes: calls.Writes(),
		Sent: calls.Sent(), Received: calls.Received(), Hashes: w.Hasher.Computed() - hashes,
	})
	return a
}

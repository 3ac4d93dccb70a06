package world

import (
	"testing"

	"latchkey/shared/domain/flag"
)

// SetFlag sets a flag as an admin would, and forgets what the world's functions knew of it.
func (w *World) SetFlag(t testing.TB, f flag.Flag) {
	t.Helper()
	if err := w.Store.SetFlag(t.Context(), f.Set(7, w.Now())); err != nil {
		t.Fatal(err)
	}
	w.Flags.Clear()
}

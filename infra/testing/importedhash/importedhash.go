// Package importedhash has hashes of passwords that were made elsewhere, one of each kind that is
// imported. The tools that make them there made them here: see make.py.
package importedhash

import (
	_ "embed"
	"encoding/json"
	"testing"
)

// Hash is one hash, and how it was made.
type Hash struct {
	Tool, Kind     string
	Weak           bool // below today's minimum: it is wrapped when it is imported
	Password, Hash string
}

//go:embed hashes.json
var made []byte

// All gives the hashes.
func All(t testing.TB) []Hash {
	t.Helper()
	var all []Hash
	if err := json.Unmarshal(made, &all); err != nil || len(all) == 0 {
		t.Fatalf("hashes.json: %d hashes, %v", len(all), err)
	}
	return all
}

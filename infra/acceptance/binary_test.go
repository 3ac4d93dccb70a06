package acceptance

import (
	"os"
	"path/filepath"
	"testing"

	"latchkey/infra/binaries"
)

// A binary has ten megabytes at most: what Lambda loads before a cold function can begin.
// Those for arm64, which deploy by default, are a tenth smaller than those for amd64.
func TestBinariesAreSmall(t *testing.T) {
	dir, err := build()
	if err != nil {
		t.Fatal(err)
	}
	names, err := binaries.Names(dir)
	if err != nil || len(names) < 10 {
		t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		info, err := os.Stat(filepath.Join(dir, name, "bootstrap"))
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > 10<<20 {
			t.Errorf("%s has %d bytes", name, info.Size())
		}
	}
}

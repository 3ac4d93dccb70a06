package acceptance

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"latchkey/infra/build"
)

// A binary is what Lambda loads before a cold function can begin, so those that stand before every
// sign-in and every request are the smallest. Those for arm64, which deploy by default, are a tenth smaller than those for amd64.
func TestBinariesAreSmall(t *testing.T) {
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	names, err := build.Names(dir)
	if err != nil || len(names) < 10 {
		t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		info, err := os.Stat(filepath.Join(dir, name, "bootstrap"))
		if err != nil {
			t.Fatal(err)
		}
		most := int64(16 << 20)
		if slices.Contains([]string{"authorizer", "login", "two-factor"}, name) {
			most = 11 << 20
		}
		if info.Size() > most {
			t.Errorf("%s has %d bytes, and may have %d", name, info.Size(), most)
		}
	}
}

package promise

import (
	"slices"
	"testing"
)

// The tests that prove something are found by what they do, so that nobody has to list them.
func TestFind(t *testing.T) {
	found, err := Find("../../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ in, test string }{
		{"./functions/login", "TestFaults"}, {"./shared/domain/password", "FuzzImport"},
	} {
		if !slices.ContainsFunc(found, func(p Tests) bool {
			return p.Package == want.in && (slices.Contains(p.Tests, want.test) || slices.Contains(p.Fuzz, want.test))
		}) {
			t.Errorf("%s of %s is not found", want.test, want.in)
		}
	}
	for _, p := range found {
		if slices.Contains(p.Tests, "TestFind") {
			t.Errorf("%s proves nothing", p.Package)
		}
	}
}

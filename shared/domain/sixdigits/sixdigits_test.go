package sixdigits_test

import (
	"crypto/rand"
	"strings"
	"testing"

	"latchkey/shared/domain/sixdigits"
)

// nothing else passes for six digits.
func TestAre(t *testing.T) {
	for _, s := range []string{"", "12345", "1234567", "+12345", "123456\n", " 123456", "١٢٣٤٥٦", "12345a", "１２３４５６"} {
		if sixdigits.Are(s) {
			t.Errorf("%q passes", s)
		}
	}
	for _, s := range []string{"000000", "012345", "999999"} {
		if !sixdigits.Are(s) {
			t.Errorf("%q does not pass", s)
		}
	}
}

// every digit is as likely as any other at every place, zero in front included.
func TestDrawIsUniform(t *testing.T) {
	const draws = 20_000
	var seen [6][10]int
	for range draws {
		s, err := sixdigits.Draw(rand.Reader)
		if err != nil || !sixdigits.Are(s) {
			t.Fatalf("drew %q: %v", s, err)
		}
		for place, digit := range s {
			seen[place][digit-'0']++
		}
	}
	for place, digits := range seen {
		chi := 0.0
		for _, n := range digits {
			d := float64(n) - draws/10
			chi += d * d / (draws / 10)
		}
		if chi > 39 { // 9 degrees of freedom: exceeded once in 90,000 places
			t.Errorf("place %d: χ² = %.1f of %v", place, chi, digits)
		}
	}
	if s, err := sixdigits.Draw(strings.NewReader("")); err == nil {
		t.Errorf("%q is drawn of nothing", s)
	}
}

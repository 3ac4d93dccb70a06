package message

import (
	"strings"
	"testing"
)

// A text of other characters than gsm7 has room for 70, of which some take two places.
func TestOneSegment(t *testing.T) {
	for text, want := range map[string]bool{
		strings.Repeat("a", 161):                  false,
		"ж" + strings.Repeat("a", 70):             false,
		strings.Repeat("ж", 71):                   false,
		strings.Repeat("😀", 35) + "a":             false,
		strings.Repeat("a", 160):                  true,
		"ж" + strings.Repeat("a", 69):             true,
		strings.Repeat("😀", 35):                   true,
		strings.Repeat("é", segment):              true, // gsm7 has it
		strings.Repeat("ж", wideSegment-1) + "a":  true,
		strings.Repeat("a", wideSegment+1) + "@ß": true,
	} {
		if got := oneSegment(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

package main

import (
	"regexp"
	"testing"
)

// WCAG 2.2, 1.4.3: whatever accent an operator chooses, it can be read on the page, and so can what stands on it.
func TestEveryAccentCanBeRead(t *testing.T) {
	for _, bad := range []string{"", "#1c5d4", "1c5d48", "#1c5d4g", "red"} {
		if made, err := theme(bad); err == nil {
			t.Errorf("%q: %s", bad, made)
		}
	}
	values := regexp.MustCompile(`#[0-9a-f]{6}`)
	for _, accent := range []string{"#1c5d48", "#000000", "#ffffff", "#ffff00", "#ff0000", "#0000ff", "#808080", "#00ff00", "#7f00ff"} {
		made, err := theme(accent)
		found := values.FindAllString(made, -1)
		if err != nil || len(found) != 4 {
			t.Fatalf("%s: %s, %v", accent, made, err)
		}
		for i, ground := range []colour{paper, night} {
			shown, on := must(t, found[2*i]), must(t, found[2*i+1])
			if contrast(shown, ground) < 4.5 || contrast(on, shown) < 4.5 {
				t.Errorf("%s on %v: %s with %s", accent, ground, shown, on)
			}
		}
	}
	if contrast(white, colour{}) != 21 || contrast(white, white) != 1 {
		t.Error("contrast is not WCAG's")
	}
}

func must(t *testing.T, s string) colour {
	t.Helper()
	c, err := parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

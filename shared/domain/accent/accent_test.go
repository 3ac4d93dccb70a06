package accent

import "testing"

// WCAG 2.2, 1.4.3: whatever accent an operator chooses, it can be read on the page, and so can what stands on it.
func TestEveryAccentCanBeRead(t *testing.T) {
	for _, bad := range []string{"", "#1c5d4", "1c5d48", "#1c5d4g", "red"} {
		if light, dark, err := Shades(bad); err == nil {
			t.Errorf("%q: %v, %v", bad, light, dark)
		}
	}
	for _, of := range []string{Default, "#000000", "#ffffff", "#ffff00", "#ff0000", "#0000ff", "#808080", "#00ff00", "#7f00ff"} {
		light, dark, err := Shades(of)
		if err != nil {
			t.Fatalf("%s: %v", of, err)
		}
		for shade, ground := range map[Shade]colour{light: paper, dark: night} {
			shown, on := must(t, shade.Accent), must(t, shade.On)
			if contrast(shown, ground) < 4.5 || contrast(on, shown) < 4.5 {
				t.Errorf("%s on %v: %s with %s", of, ground, shown, on)
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

package message

import (
	"testing"
	"time"
)

// How long something works is said in whole hours where it is some of them.
func TestSpans(t *testing.T) {
	v := Notifier{Service: "Acme"}.speak("en")
	for d, want := range map[time.Duration]string{
		time.Minute:        "1 minute",
		10 * time.Minute:   "10 minutes",
		time.Hour:          "60 minutes",
		90 * time.Minute:   "90 minutes",
		2 * time.Hour:      "2 hours",
		7 * 24 * time.Hour: "168 hours",
	} {
		if got := v.span(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

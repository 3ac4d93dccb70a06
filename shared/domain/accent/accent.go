// Package accent owns the one colour of pages and mails, which operators choose: it is made darker or
// lighter until it can be read.
package accent

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// colour is one of sRGB.
type colour struct{ r, g, b float64 }

// The grounds that the accent stands on: the paper of pages, and the card at night.
var (
	paper, night = colour{246, 246, 243}, colour{32, 31, 28}
	white, black = colour{255, 255, 255}, colour{14, 14, 12}
)

// The least contrast of text with its ground is 4.5 (WCAG 2.2, 1.4.3). On a dark ground a colour
// that has no more than that looks dull.
const onPaper, onNight = 4.5, 7.5

// Default is the accent of a service that has no other.
const Default = "#1c5d48"

// Shade is the accent on one ground, and the colour of what stands on it.
type Shade struct{ Accent, On string }

// Shades are those of a colour such as #1c5d48, on a light and on a dark ground.
func Shades(of string) (light, dark Shade, err error) {
	c, err := parse(of)
	if err != nil {
		return light, dark, err
	}
	return c.on(paper, black, onPaper), c.on(night, white, onNight), nil
}

// on gives the colour for a ground, mixed with another one until they differ enough.
func (c colour) on(ground, other colour, least float64) Shade {
	shown := c
	for part := 0.0; contrast(shown, ground) < least && part <= 1; part += 0.02 {
		shown = c.mix(other, part)
	}
	text := white
	if contrast(black, shown) > contrast(white, shown) {
		text = black
	}
	return Shade{shown.String(), text.String()}
}

func parse(s string) (colour, error) {
	n, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 32)
	if err != nil || len(s) != len("#000000") {
		return colour{}, fmt.Errorf("%q is not a colour such as #1c5d48", s)
	}
	return colour{float64(n >> 16), float64(n >> 8 & 255), float64(n & 255)}, nil
}

func (c colour) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(math.Round(c.r)), int(math.Round(c.g)), int(math.Round(c.b)))
}

func (c colour) mix(o colour, part float64) colour {
	return colour{c.r + (o.r-c.r)*part, c.g + (o.g-c.g)*part, c.b + (o.b-c.b)*part}
}

// contrast is WCAG's: 1 for the same colour, 21 for black on white.
func contrast(a, b colour) float64 {
	light, dark := a.luminance(), b.luminance()
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

func (c colour) luminance() float64 {
	linear := func(v float64) float64 {
		if v /= 255; v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
}

package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// colour is one of sRGB.
type colour struct{ r, g, b float64 }

// The grounds that the accent colour stands on, as in app/style/base.css.
var (
	paper, night = colour{246, 246, 243}, colour{32, 31, 28}
	white, black = colour{255, 255, 255}, colour{14, 14, 12}
)

// The least contrast of text with its ground is 4.5 (WCAG 2.2, 1.4.3). On a dark ground a colour
// that has no more than that looks dull.
const onPaper, onNight = 4.5, 7.5

// theme is the style that has the accent colour, made darker or lighter until it can be read.
func theme(accent string) (string, error) {
	c, err := parse(accent)
	if err != nil {
		return "", err
	}
	return ":root{" + c.on(paper, black, onPaper) + "}@media(prefers-color-scheme:dark){:root{" + c.on(night, white, onNight) + "}}", nil
}

// on gives the colour for a ground, mixed with another one until they differ enough.
func (c colour) on(ground, other colour, least float64) string {
	shown := c
	for part := 0.0; contrast(shown, ground) < least && part <= 1; part += 0.02 {
		shown = c.mix(other, part)
	}
	text := white
	if contrast(black, shown) > contrast(white, shown) {
		text = black
	}
	return "--accent:" + shown.String() + ";--on-accent:" + text.String()
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

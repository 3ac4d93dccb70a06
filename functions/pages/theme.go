package main

import "latchkey/shared/domain/accent"

// theme is the style that has the accent colour.
func theme(colour string) (string, error) {
	light, dark, err := accent.Shades(colour)
	if err != nil {
		return "", err
	}
	return ":root{" + properties(light) + "}@media(prefers-color-scheme:dark){:root{" + properties(dark) + "}}", nil
}

func properties(s accent.Shade) string { return "--accent:" + s.Accent + ";--on-accent:" + s.On }

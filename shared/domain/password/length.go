package password

import (
	"unicode"
	"unicode/utf8"
)

// least is the length that counts for the minimum: as typed or as normalised, whichever is
// the shorter. NFKC makes three characters of one "½", which is no more to guess at for that.
func least(password string) int { return min(seen(password), seen(normal(password))) }

// most is the length that counts for the maximum: the longer of the two.
func most(password string) int {
	return max(utf8.RuneCountInString(password), utf8.RuneCountInString(normal(password)))
}

// seen counts the characters that can be seen. A run of blanks between them counts as one
// character, as in NIST's passphrases; at the ends it counts as none.
func seen(s string) int {
	n, gap := 0, 0
	for _, r := range s {
		switch {
		case invisible(r):
		case blank(r):
			gap = min(1, n)
		default:
			n, gap = n+1+gap, 0
		}
	}
	return n
}

// blank holds for spaces of every width, and for the empty pattern of Braille.
func blank(r rune) bool { return unicode.IsSpace(r) || r == '\u2800' }

// invisible holds for characters that take no room, or leave their room empty: controls,
// joiners, fillers and selectors of variants.
func invisible(r rune) bool {
	if unicode.IsSpace(r) || unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

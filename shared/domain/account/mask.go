package account

import (
	"strings"
	"unicode/utf8"
)

// Mask shows as much of a destination as lets its owner recognise it: j***@example.com,
// +44***12.
func Mask(destination string) string {
	if local, domain, ok := strings.Cut(destination, "@"); ok {
		_, first := utf8.DecodeRuneInString(local) // none of an item that was garbled
		return local[:first] + "***@" + domain
	}
	if len(destination) < 8 {
		return "***"
	}
	return destination[:3] + "***" + destination[len(destination)-2:]
}

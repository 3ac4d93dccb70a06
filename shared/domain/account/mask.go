package account

import "strings"

// Mask shows as much of a destination as lets its owner recognise it: j***@example.com,
// +44***12.
func Mask(destination string) string {
	if local, domain, ok := strings.Cut(destination, "@"); ok {
		return local[:1] + "***@" + domain
	}
	if len(destination) < 8 {
		return "***"
	}
	return destination[:3] + "***" + destination[len(destination)-2:]
}

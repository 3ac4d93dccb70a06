package password

import (
	_ "embed"
	"strings"
)

// commonList has 10,000 passwords in lower case, one a line, sorted by bytes: of the most
// frequent in published leaks, the first 5,000 of 15 characters or more and the first 5,000
// of 8 to 14. It is searched where it lies: building a map of it would cost every cold start.
//
//go:embed common.txt
var commonList string

func common(password string) bool {
	want := strings.ToLower(normal(password))
	lo, hi := 0, len(commonList)
	for lo < hi {
		start := strings.LastIndexByte(commonList[:lo+(hi-lo)/2], '\n') + 1
		line, _, _ := strings.Cut(commonList[start:], "\n")
		switch strings.Compare(want, line) {
		case 0:
			return true
		case -1:
			hi = start
		default:
			lo = start + len(line) + 1
		}
	}
	return false
}

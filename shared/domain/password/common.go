package password

import (
	_ "embed"
	"strings"
)

// commonList has 11,000 passwords in lower case, one a line, sorted by bytes: of the most
// frequent in published leaks, the first 5,000 of 15 characters or more, the first 5,000 of 8
// to 14, and the first 1,000 of 5 to 7 that are not digits alone, for what is made of them.
// It is searched where it lies: building a map of it would cost every cold start.
//
//go:embed common.txt
var commonList string

// The shortest and the longest line of the list.
const (
	shortestListed = 5
	longestListed  = 39
)

// common holds when a password is listed, or is one that is listed over and over, or padded
// with digits and punctuation.
func common(password string) bool {
	s := folded(password)
	for i := range s {
		for end := i + shortestListed; end <= min(i+longestListed, len(s)); end++ {
			if listed(s[i:end]) && padded(s, s[i:end]) {
				return true
			}
		}
	}
	return false
}

func listed(want string) bool {
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

package password

import (
	"strings"
	"unicode"
)

// folded is a password as guesses are made of it: in lower case, without what cannot be seen.
func folded(password string) string {
	return strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, strings.ToLower(normal(password)))
}

// onlyOf holds when nothing but filling is left of a password once the words are taken out.
func onlyOf(password string, words ...string) bool {
	rest := password
	for _, w := range words {
		rest = without(rest, w)
	}
	return rest != password && strings.TrimFunc(rest, filling) == ""
}

// padded is onlyOf for one word. Digits do not fill up what is digits itself: of a long
// number, some part is always listed.
func padded(password, word string) bool {
	rest := without(password, word)
	if strings.Trim(word, digits) == "" && strings.ContainsAny(rest, digits) {
		return false
	}
	return strings.TrimFunc(rest, filling) == ""
}

const digits = "0123456789"

// without takes a word out wherever it stands, and what is left of it where it is repeated
// and cut off at an end. A blank takes its place: what stood apart makes no new word.
func without(s, word string) string {
	first, last := strings.Index(s, word), strings.LastIndex(s, word)
	if first < 0 {
		return s
	}
	head, middle, tail := s[:first], s[first:last+len(word)], s[last+len(word):]
	if cutOff(word, head, strings.HasSuffix) {
		head = ""
	}
	if cutOff(word, tail, strings.HasPrefix) {
		tail = ""
	}
	return head + strings.ReplaceAll(middle, word, " ") + tail
}

// cutOff holds when a rest is an end of the word, with or without what stands between.
func cutOff(word, rest string, isEnd func(s, end string) bool) bool {
	bare := strings.TrimFunc(rest, filling)
	return isEnd(word, rest) || bare != "" && isEnd(word, bare)
}

// filling is what people add to a word until it is long enough.
func filling(r rune) bool {
	return blank(r) || unicode.In(r, unicode.Nd, unicode.P, unicode.Sm, unicode.Sc, unicode.Sk)
}

// contextWords splits addresses into their parts and drops what is too short to mean much.
func contextWords(words []string) []string {
	var all []string
	for _, w := range words {
		w = strings.ToLower(w)
		all = append(all, w)
		if local, domain, ok := strings.Cut(w, "@"); ok {
			name, _, _ := strings.Cut(domain, ".")
			all = append(all, local, domain, name)
		}
	}
	long := all[:0]
	for _, w := range all {
		if len(w) >= 3 {
			long = append(long, w)
		}
	}
	return long
}

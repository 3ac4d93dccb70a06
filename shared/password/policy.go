// Package password owns which passwords are acceptable and how they are hashed.
//
// It follows NIST SP 800-63B-4 §3.1.1.2: length counts, composition does not, common
// passwords are refused, and every character is verified as typed but for Unicode
// normalisation. It knows no users and no AWS.
package password

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"latchkey/shared/fault"
)

const (
	maxLength = 128 // code points
	// MaxBytes bounds what is ever hashed, or a long password would buy CPU time.
	MaxBytes = 512
)

// Policy says which passwords may be set.
type Policy struct {
	MinLength int // code points
}

// Check gives the reasons against setting a password for somebody known by the given
// words, such as username and e-mail address. The field is the member that it came in.
func (p Policy) Check(field, password string, words ...string) []fault.Field {
	refuse := func(code, detail string) []fault.Field {
		return []fault.Field{{Name: field, Code: code, Detail: detail}}
	}
	length := utf8.RuneCountInString(normal(password))
	switch {
	case password == "":
		return refuse("required", "This field is required.")
	case length < p.MinLength:
		return refuse("password_too_short", fmt.Sprintf("A password has at least %d characters.", p.MinLength))
	case length > maxLength || len(password) > MaxBytes:
		return refuse("password_too_long", fmt.Sprintf("A password has at most %d characters.", maxLength))
	case common(password):
		return refuse("password_common", "This password is on the list of common ones, which are tried first.")
	case madeOf(password, append(words, "latchkey")):
		return refuse("password_context", "This password is made of the username, the e-mail address or the name of the service.")
	}
	return nil
}

// Readable gives the reason against even comparing a password.
func Readable(field, password string) []fault.Field {
	switch {
	case password == "":
		return []fault.Field{{Name: field, Code: "required", Detail: "This field is required."}}
	case len(password) > MaxBytes:
		return []fault.Field{{Name: field, Code: "password_too_long", Detail: fmt.Sprintf("A password has at most %d characters.", maxLength)}}
	}
	return nil
}

// normal makes two spellings of one character the same bytes, as NIST asks, so that a
// password set on one keyboard fits on another.
func normal(password string) string { return norm.NFKC.String(password) }

// madeOf holds when nothing of the password is left, or only digits and punctuation, once
// the words are taken out of it.
func madeOf(password string, words []string) bool {
	rest := strings.ToLower(normal(password))
	for _, w := range contextWords(words) {
		rest = strings.ReplaceAll(rest, w, "")
	}
	shortened := len(rest) < len(normal(password))
	return shortened && strings.Trim(rest, "0123456789!?.,-_ @#$%&*+") == ""
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

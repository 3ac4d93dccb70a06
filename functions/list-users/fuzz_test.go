package main

import (
	"strings"
	"testing"

	"latchkey/infra/testing/refusal"
	"latchkey/shared/domain/account"
)

// A prefix that is accepted can be the beginning of a name, in the form in which names are stored.
func FuzzPrefixes(f *testing.F) {
	for _, typed := range []string{"", "m", "Mary", " m", "mary smith@x", "mary@", "a+b", "m\U0010ffff", "\x00", "ü@x", strings.Repeat("a", 300), "a@bücher.example", "~"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		username, email := account.CanonicalUsername(typed), account.CanonicalEmail(typed)
		ofUsername, ofEmail := checkUsername(username), checkEmail(typed, email)
		refusal.Reasons(t, ofUsername, "username")
		refusal.Reasons(t, ofEmail, "email")
		if ofUsername == nil && (strings.ToLower(username) != username || username == "" || len(username) >= account.NameLimit) {
			t.Errorf("usernames that begin with %q", username)
		}
		if ofEmail == nil && (strings.ToLower(email) != email || email == "" || strings.ContainsAny(email, " \x00") || len(email) >= account.NameLimit) {
			t.Errorf("addresses that begin with %q", email)
		}
	})
}

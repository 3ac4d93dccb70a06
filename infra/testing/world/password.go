package world

import (
	"slices"
	"strings"
	"testing"
)

// badPasswords are those that no route accepts as a new password, each with the code of its refusal
// under Policy.
var badPasswords = map[string]string{
	"fourteen chars":               "password_too_short",
	strings.Repeat("🔑", 14):        "password_too_short",
	"½½½½½":                        "password_too_short", // 15 when normalised
	"a" + strings.Repeat(" ", 20):  "password_too_short",
	strings.Repeat(" ", 15):        "password_blank",
	strings.Repeat("\u200b", 15):   "password_blank",
	strings.Repeat("\u00a0", 15):   "password_blank",
	strings.Repeat(" \u200b", 10):  "password_blank",
	strings.Repeat("ab ", 43):      "password_too_long",
	strings.Repeat("½", 43):        "password_too_long", // 129 when normalised
	"passwordpassword":             "password_common",
	"Password12345678":             "password_common",
	"iloveyouiloveyou":             "password_common",
	"qwertyuiop123456":             "password_common",
	"latchkey-latchkey-latch 2026": "password_context",
}

// RefusesBadPasswords is the test of every route that sets a password: each has the whole of the same
// policy. Door calls the route and gives the reasons of its refusal, as "member: code".
func RefusesBadPasswords(t *testing.T, member string, door func(t *testing.T, password string) []string) {
	t.Helper()
	for password, code := range badPasswords {
		if got := door(t, password); !slices.Equal(got, []string{member + ": " + code}) {
			t.Errorf("%q: %v, want %s", password, got, code)
		}
	}
}

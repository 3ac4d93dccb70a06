package factor_test

import (
	"crypto/rand"
	"strings"
	"testing"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
)

// A code that was given is found by its hash, however many are left, and the use says how many are then.
func TestRecoveryCodesMatch(t *testing.T) {
	shown, stored, err := factor.DrawRecoveryCodes(rand.Reader, old)
	if err != nil {
		t.Fatal(err)
	}
	if _, found := stored.Match(strings.Repeat("0", 16)); found {
		t.Error("a code that was not drawn is found")
	}
	for left := len(shown); left > 0; left-- {
		code, ok := factor.CanonicalRecoveryCode(strings.ToLower(shown[left-1]))
		use, found := factor.RecoveryCodes{Hashes: stored.Hashes[:left], CreatedAt: stored.CreatedAt}.Match(code)
		if !ok || !found || use.Type != factor.Recovery || !use.Since.Equal(old) || use.RecoveryHash != stored.Hashes[left-1] || use.RecoveryLeft != left-1 {
			t.Errorf("of %d: %t, %+v", left, found, use)
		}
	}
}

func TestNamesOfFactors(t *testing.T) {
	for name, want := range map[string]string{
		"":                       "required",
		strings.Repeat("é", 65):  "invalid_name",
		"two\nlines":             "invalid_name",
		"two\u2028lines":         "invalid_name",
		strings.Repeat("é", 64):  "",
		"the blue key, at home!": "",
	} {
		got := ""
		for _, reason := range (factor.Enrolment{Type: account.TOTP, Name: name}).Check() {
			got += reason.Code
		}
		if got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

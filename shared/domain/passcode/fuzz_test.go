package passcode_test

import (
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/refusal"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
)

// What has the form of a code can be compared with every secret; what has not costs no try.
func FuzzCodes(f *testing.F) {
	for _, typed := range []string{
		"", "000000", "123456\n", "１２３４５６", "abcd-efgh-jkmn-pqrs", "ABCD EFGH JKMN PQRS", "oOiI-lL00-1111-2222", "abcd\u00a0efghjkmnpqrs", "uuuu-uuuu-uuuu-uuuu",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "-12345", "\x00\x00\x00\x00\x00\x00", "ÀBCDEFGHJKMNPQR",
	} {
		f.Add(typed, typed)
	}
	secret := []byte("twenty bytes of it..")
	f.Fuzz(func(t *testing.T, id, typed string) {
		code := passcode.Code(typed)
		refusal.Reasons(t, passcode.CheckID(id), "challenge_id")
		refusal.Reasons(t, code.Check(), "code")
		refusal.Reasons(t, code.CheckDigits(), "code")
		if code.CheckDigits() == nil {
			if _, _, err := factor.MatchTOTP(secret, typed, time.Unix(1e9, 0), 0); err != nil || code.Check() != nil {
				t.Errorf("%q cannot be compared: %v", typed, err)
			}
		}
		canonical, ok := factor.CanonicalRecoveryCode(typed)
		if !ok {
			return
		}
		again, ok := factor.CanonicalRecoveryCode(canonical)
		if !ok || again != canonical || len(canonical) != 16 || strings.ToUpper(canonical) != canonical || code.Check() != nil {
			t.Errorf("%q is %q, and that is %q", typed, canonical, again)
		}
	})
}

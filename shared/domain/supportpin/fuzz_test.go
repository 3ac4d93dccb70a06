package supportpin_test

import (
	"strings"
	"testing"

	"latchkey/infra/testing/refusal"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/supportpin"
)

// encrypted are the digits of mary, under "secret".
// It stands here, because a target runs in several processes, and each would make another.
const (
	encrypted = "8623f730.w4acsZIO9XG3cp79t3wLDQXQy4-JNGwopcP3Sa0WXbcxuQ"
	digits    = "271828"
)

// unwrapped leaves out what base64 ignores.
var unwrapped = strings.NewReplacer("\r", "", "\n", "")

// A stored PIN that was garbled, cut or moved to another user matches nothing, and what is typed for one
// is six digits or refused.
func FuzzStoredPINs(f *testing.F) {
	k := key(f, "secret")
	for _, s := range []string{"", ".", "x.", encrypted, encrypted[:8], encrypted[9:], encrypted + "A", "00000000" + encrypted[8:]} {
		f.Add(s, int64(mary.ID), digits)
	}
	f.Add(encrypted, int64(8), "12345\n")
	f.Fuzz(func(t *testing.T, stored string, owner int64, typed string) {
		refusal.Reasons(t, supportpin.Digits(typed).Check(), "pin")
		p := supportpin.PIN{UserID: account.ID(owner), Encrypted: stored}
		right, err := k.Matches(t.Context(), p, supportpin.Digits(typed))
		own := unwrapped.Replace(stored) == encrypted && p.UserID == mary.ID
		if (err == nil) != own || right != (own && typed == digits) {
			t.Errorf("%q of %d: %v, %v", stored, owner, right, err)
		}
	})
}

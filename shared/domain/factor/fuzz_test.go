package factor_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
)

// whole is a secret of the factor ABC of the user 7, encrypted under "a secret".
// It stands here, because a target runs in several processes, and each would make another.
const whole = "OgkDO9s8AHOJK3ZNJTZEwoLMhQ9HGrbf0qIoCIV5WGMNvWUy4rhZPoCosYYEbC7l"

// unwrapped leaves out what base64 ignores.
var unwrapped = strings.NewReplacer("\r", "", "\n", "")

// A stored secret that was garbled, cut or moved to another factor matches no code, and is an error and no
// crash.
func FuzzStoredSecrets(f *testing.F) {
	key, err := factor.NewKey("a secret")
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "=", "A", whole, whole[:20], whole + "A", base64.RawURLEncoding.EncodeToString(make([]byte, 28))} {
		f.Add(s, int64(7), "ABC")
		f.Add(s, int64(8), "ABC")
	}
	f.Fuzz(func(t *testing.T, stored string, user int64, id string) {
		of := factor.Factor{ID: id, UserID: account.ID(user), Type: account.TOTP, Secret: factor.Secret(stored)}
		_, right, err := key.Match(of, "000000", time.Unix(1e9, 0))
		if own := unwrapped.Replace(stored) == whole && user == 7 && id == "ABC"; right || (err == nil) != own {
			t.Errorf("%q of %d and %q: %v, %v", stored, user, id, right, err)
		}
	})
}

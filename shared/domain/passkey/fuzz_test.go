package passkey_test

import (
	"strings"
	"testing"

	"latchkey/shared/domain/passkey"
)

// A challenge that was not drawn here is refused, and none makes the service fail.
func FuzzChallenges(f *testing.F) {
	values := challenges(f, "a secret")
	id, _, err := values.Draw(f.Context(), strings.NewReader("sixteen bytes of it."), noon)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", id, id[:len(id)-1], id + "A", id + "=", id[:9] + "\n" + id[9:], passkey.SpentID(id), passkey.Encoding.EncodeToString(make([]byte, 44))} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, given string) {
		expires, ok, err := values.Open(t.Context(), given, noon)
		if err != nil || ok != (given == id) || ok && !expires.After(noon) {
			t.Errorf("%q: %s, %v, %v", given, expires, ok, err)
		}
	})
}

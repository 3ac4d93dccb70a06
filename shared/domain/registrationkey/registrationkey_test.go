package registrationkey_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"latchkey/shared/domain/registrationkey"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// what is kept of a key is no key, and opens for its own alone.
func TestOpens(t *testing.T) {
	batch := registrationkey.Batch{Count: 2, ExpiresAt: noon.Add(time.Hour), Email: "mary@x.example"}
	keys, tokens, err := batch.Draw(rand.Reader, noon)
	if err != nil {
		t.Fatal(err)
	}
	k := keys[0]
	if strings.Contains(tokens[0].Reveal(), k.Hash) || k.Hint != tokens[0].Reveal()[60:] {
		t.Errorf("%+v of %s", k, tokens[0].Reveal())
	}
	inactive, unbound := k, k
	inactive.Active, unbound.Email = false, ""
	for _, c := range []struct {
		name  string
		key   registrationkey.Key
		token int
		email string
		at    time.Time
		want  bool
	}{
		{"another's token", k, 1, "mary@x.example", noon, false},
		{"another address", k, 0, "anne@x.example", noon, false},
		{"no address", k, 0, "", noon, false},
		{"when it expires", k, 0, "mary@x.example", noon.Add(time.Hour), false},
		{"inactive", inactive, 0, "mary@x.example", noon, false},
		{"bound", k, 0, "mary@x.example", noon.Add(time.Hour - time.Second), true},
		{"unbound", unbound, 0, "anne@x.example", noon, true},
	} {
		if got := c.key.ValidFor(tokens[c.token], c.email, c.at); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

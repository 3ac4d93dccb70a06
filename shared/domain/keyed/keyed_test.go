package keyed_test

import (
	"testing"

	"latchkey/shared/domain/keyed"
)

func derive(t *testing.T, secret, use string) keyed.Key {
	t.Helper()
	k, err := keyed.Derive(secret, use)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestHashesDiffer(t *testing.T) {
	k := derive(t, "secret", "codes")
	sub, err := k.Derive("words", "codes")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for name, hash := range map[string]string{
		"the hash":        k.Hex("a", "bc"),
		"split otherwise": k.Hex("ab", "c"),
		"in one":          k.Hex("abc"),
		"one part more":   k.Hex("a", "bc", ""),
		"another use":     derive(t, "secret", "cursors").Hex("a", "bc"),
		"another secret":  derive(t, "other", "codes").Hex("a", "bc"),
		"a key under it":  sub.Hex("a", "bc"),
	} {
		if other, found := seen[hash]; found || len(hash) != 64 {
			t.Errorf("%s and %s: %s", name, other, hash)
		}
		seen[hash] = name
	}
	if k.Hex("a", "bc") != derive(t, "secret", "codes").Hex("a", "bc") {
		t.Error("the same twice is not the same")
	}
}

func TestLock(t *testing.T) {
	aead, err := derive(t, "secret", "results").AEAD()
	if err != nil {
		t.Fatal(err)
	}
	other, err := derive(t, "secret", "pins").AEAD()
	if err != nil {
		t.Fatal(err)
	}
	sealed := aead.Seal(nil, nil, []byte("plain"), []byte("of one"))
	for name, open := range map[string]func() ([]byte, error){
		"under another key": func() ([]byte, error) { return other.Open(nil, nil, sealed, []byte("of one")) },
		"as of another":     func() ([]byte, error) { return aead.Open(nil, nil, sealed, []byte("of two")) },
		"cut":               func() ([]byte, error) { return aead.Open(nil, nil, sealed[:len(sealed)-1], []byte("of one")) },
	} {
		if plain, err := open(); err == nil {
			t.Errorf("%s: %q", name, plain)
		}
	}
	if plain, err := aead.Open(nil, nil, sealed, []byte("of one")); err != nil || string(plain) != "plain" {
		t.Errorf("%q, %v", plain, err)
	}
}

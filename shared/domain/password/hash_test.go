package password

import (
	"crypto/rand"
	"errors"
	"regexp"
	"strings"
	"testing"
)

func hashed(t *testing.T, password string) string {
	t.Helper()
	s, err := new(Hasher).Hash(rand.Reader, password)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// hashedBy is a password as it is stored where a method made its key.
func hashedBy(m method, encoding string) string {
	return m.text(m.derive(new(Hasher), encoding))
}

// no truncation, no trimming, no change of case. R-15: one normalisation on both sides.
func TestVerifyComparesTheWholePassword(t *testing.T) {
	secret := strings.Repeat("A long one, of eighty characters, with capitals. ", 2)[:80]
	stored := hashed(t, secret)
	for _, wrong := range []string{"", secret[:72], secret + "x", " " + secret, secret + " ", strings.ToLower(secret)} {
		if ok, _, err := new(Hasher).Verify(stored, wrong); ok || err != nil {
			t.Errorf("%q: ok=%v, %v", wrong, ok, err)
		}
	}
	if ok, stale, err := new(Hasher).Verify(stored, secret); !ok || stale || err != nil {
		t.Errorf("the right one: ok=%v stale=%v %v", ok, stale, err)
	}
	if ok, _, _ := new(Hasher).Verify(hashed(t, "un café très serré"), "un cafe\u0301 tre\u0300s serre\u0301"); !ok {
		t.Error("R-15: the decomposed encoding does not fit the composed one")
	}
}

func TestUnreadableHashes(t *testing.T) {
	good := hashed(t, "velvet tractor orbit moss")
	for _, bad := range []string{
		"", "velvet tractor orbit moss", "$2b$10$abcdefghijklmnopqrstuv",
		strings.Replace(good, "m=19456", "m=4294967295", 1),
		strings.Replace(good, "t=2", "t=0", 1),
		strings.Replace(good, "v=19", "v=16", 1),
		good + "$", good + "AA", good[:len(good)-32],
	} {
		h := new(Hasher)
		if ok, _, err := h.Verify(bad, "velvet tractor orbit moss"); ok || !errors.Is(err, ErrUnreadable) {
			t.Errorf("%q: ok=%v, %v", bad, ok, err)
		}
		if h.Computed() != 1 {
			t.Errorf("%q: %d hashes computed, want 1 as for any user", bad, h.Computed())
		}
	}
}

//
func TestHashForm(t *testing.T) {
	form := regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`)
	a, b := hashed(t, "the same password"), hashed(t, "the same password")
	if a == b || !form.MatchString(a) || !form.MatchString(b) {
		t.Errorf("%s\n%s", a, b)
	}
}

// what was made with other parameters verifies, and is known to be due for another.
func TestOlderParametersAreStale(t *testing.T) {
	old := Parameters{MemoryKiB: 12288, Iterations: 3, Parallelism: 1}
	salt := []byte("0123456789abcdef")
	stored := hashedBy(argon2Method{old, argon2id, salt, keyBytes}, "velvet tractor orbit moss")
	if ok, stale, err := new(Hasher).Verify(stored, "another"); ok || stale || err != nil {
		t.Errorf("a wrong password: ok=%v stale=%v %v", ok, stale, err)
	}
	if ok, stale, err := new(Hasher).Verify(stored, "velvet tractor orbit moss"); !ok || !stale || err != nil {
		t.Errorf("the right one: ok=%v stale=%v %v", ok, stale, err)
	}
}

package password

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
)

func bcrypted(t *testing.T, password string, cost int) string {
	t.Helper()
	b, err := bcrypt.GenerateFromPassword([]byte(password), cost)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// argon gives the form of a hash alone: nothing verifies against it.
func argon(m, t, p int) string {
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", m, t, p, strings.Repeat("A", 22), strings.Repeat("A", 43))
}

// Form and strength of what is taken over from elsewhere.
func TestCheckImported(t *testing.T) {
	const unsupported, weak = "password_hash_unsupported", "password_hash_weak"
	good := bcrypted(t, "velvet tractor orbit moss", 10)
	for stored, want := range map[string]string{
		"":                                   unsupported,
		"velvet tractor orbit moss":          unsupported,
		"5f4dcc3b5aa765d61d8327deb882cf99":   unsupported, // MD5
		"$1$abcdefgh$abcdefghijklmnopqrstuv": unsupported, // md5crypt
		"$pbkdf2-sha256$29000$abcdefgh$abcdefghijk": unsupported,
		good[:59]:                                unsupported,
		good + "A":                               unsupported,
		good + "\n":                              unsupported,
		strings.Replace(good, "$2a$", "$2x$", 1): unsupported,
		strings.Replace(good, "$10$", "$31$", 1): unsupported,
		strings.Replace(argon(19456, 2, 1), "2id", "2i", 1):    unsupported,
		strings.Replace(argon(19456, 2, 1), "v=19", "v=16", 1): unsupported,
		argon(1<<30, 2, 1):   unsupported,
		argon(19456, 100, 1): unsupported,
		bcrypted(t, "velvet tractor orbit moss", bcrypt.MinCost): weak,
		strings.Replace(good, "$10$", "$09$", 1):                 weak,
		argon(19456, 1, 1):                                       weak,
		argon(12287, 3, 1):                                       weak,
		argon(9216, 4, 1):                                        weak,
		argon(47103, 1, 1):                                       weak,

		good:                                     "",
		strings.Replace(good, "$2a$", "$2b$", 1): "",
		strings.Replace(good, "$2a$", "$2y$", 1): "",
		strings.Replace(good, "$10$", "$12$", 1): "",
		argon(12288, 3, 1):                       "",
		argon(19456, 2, 1):                       "",
		argon(47104, 1, 1):                       "",
		argon(65536, 3, 4):                       "",
	} {
		got := ""
		for _, f := range CheckImported("password_hash", stored) {
			got = f.Code
			if f.Name != "password_hash" {
				t.Errorf("%q blames %s", stored, f.Name)
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", stored, got, want)
		}
	}
}

// A bcrypt hash fits its password, whole, and is due for another.
func TestVerifyBcrypt(t *testing.T) {
	long := strings.Repeat("x", 72)
	for _, c := range []struct {
		set, given string
		ok         bool
	}{
		{"velvet tractor orbit moss", "velvet tractor orbit moss", true},
		{"velvet tractor orbit moss", "velvet tractor orbit mos", false},
		{"velvet tractor orbit moss", "", false},
		{long, long, true},
		{long, long + "x", false},
	} {
		stored := bcrypted(t, c.set, bcrypt.MinCost)
		for _, version := range []string{"$2a$", "$2b$", "$2y$"} {
			h := new(Hasher)
			ok, stale, err := h.Verify(strings.Replace(stored, "$2a$", version, 1), c.given)
			if ok != c.ok || stale != c.ok || err != nil || h.Computed() != 1 {
				t.Errorf("%s %q: ok=%v stale=%v %v, %d hashes", version, c.given, ok, stale, err, h.Computed())
			}
		}
	}
}

// What was hashed elsewhere as it was typed, unnormalised, fits what is typed the same way,
// and is due for another even where the parameters are today's.
func TestSpellings(t *testing.T) {
	const decomposed, composed = "un cafe\u0301 tre\u0300s serre\u0301", "un café très serré"
	salt := []byte("0123456789abcdef")
	raw := phc{Current, salt, new(Hasher).key(decomposed, salt, Current)}.String()
	for _, stored := range []string{raw, bcrypted(t, decomposed, bcrypt.MinCost)} {
		if ok, stale, err := new(Hasher).Verify(stored, decomposed); !ok || !stale || err != nil {
			t.Errorf("%s: ok=%v stale=%v %v", stored, ok, stale, err)
		}
	}
	if ok, stale, _ := new(Hasher).Verify(hashed(t, composed), decomposed); !ok || stale {
		t.Errorf("a hash of our own: ok=%v stale=%v", ok, stale)
	}
	known, unknown := new(Hasher), new(Hasher)
	if ok, _, _ := known.Verify(raw, decomposed+"x"); ok {
		t.Error("another password fits")
	}
	if unknown.Absent(decomposed + "x"); known.Computed() != unknown.Computed() {
		t.Errorf("%d hashes for a known user, %d for an unknown one", known.Computed(), unknown.Computed())
	}
}

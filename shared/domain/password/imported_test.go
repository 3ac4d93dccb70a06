package password

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"latchkey/infra/testing/importedhash"
)

// Hashes of every kind, made by the tools that make them elsewhere, fit their passwords and are due
// for one of ours. A weak one is stored nowhere.
func TestHashesOfOtherTools(t *testing.T) {
	for _, c := range importedhash.All(t) {
		t.Run(c.Tool+" "+c.Kind, func(t *testing.T) {
			h := new(Hasher)
			stored, err := h.Import(rand.Reader, " "+c.Hash+"\n")
			if err != nil {
				t.Fatal(err)
			}
			given, err := parse(c.Hash)
			if err != nil {
				t.Fatal(err)
			}
			_, isWrapped := strings.CutPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$")
			if isWrapped = isWrapped && strings.Contains(stored, over); isWrapped != c.Weak || h.Computed() != map[bool]int64{true: 1}[c.Weak] {
				t.Errorf("stored as %s after %d hashes", stored, h.Computed())
			}
			if !isWrapped && stored != given.String() || isWrapped && !strings.HasSuffix(stored, over+given.text(make([]byte, len(given.key)))) {
				t.Errorf("stored as %s", stored)
			}
			for secret, want := range map[string]bool{c.Password: true, c.Password + "x": false} {
				if ok, stale, err := h.Verify(stored, secret); ok != want || stale != want || err != nil {
					t.Errorf("%q: ok=%v stale=%v %v", secret, ok, stale, err)
				}
			}
		})
	}
}

// Each kind has a hash of another tool.
func TestEveryKindIsTried(t *testing.T) {
	for _, k := range kinds {
		tried := false
		for _, c := range importedhash.All(t) {
			tried = tried || strings.HasPrefix(c.Hash, k.prefix)
		}
		if !tried && k.prefix != "$2a$" && k.prefix != "$2y$" { // the same as $2b$ in all that is hashed here
			t.Errorf("no hash begins with %s", k.prefix)
		}
	}
}

// a password that shares its key with another is refused. HMAC fills keys up with zero bytes,
// and bcrypt repeats them after one.
func TestZeroBytes(t *testing.T) {
	salt := []byte("0123456789abcdef")
	for _, m := range []method{
		pbkdf2Method{prfs[1], 1000, salt, 32}, scryptMethod{4, 8, 1, salt, 32}, bcryptMethod{"$2b$04$......................", 4, salt, false},
	} {
		stored, same := hashedBy(m, "moss"), "moss\x00"
		if _, ok := m.(bcryptMethod); ok {
			same = "moss\x00moss"
		}
		if string(m.derive(new(Hasher), "moss")) != string(m.derive(new(Hasher), same)) {
			t.Errorf("%s: another key, so that nothing is refused", stored)
		}
		d, err := parse(stored)
		if err != nil || (digest{m, d.key}).matches(new(Hasher), same) || !(digest{m, d.key}).matches(new(Hasher), "moss") {
			t.Errorf("%s: %v", stored, err)
		}
	}
}

// Our bcrypt makes the keys that golang.org/x/crypto/bcrypt makes, whatever the password.
func TestBcryptIsBcrypt(t *testing.T) {
	for _, secret := range []string{"", "x", "velvet tractor orbit moss", "un café très serré", strings.Repeat("x", 71), strings.Repeat("ü", 36)} {
		made := bcrypted(t, secret, bcrypt.MinCost)
		d, err := parse(made)
		if err != nil || hashedBy(d.method, secret) != made {
			t.Errorf("%q: %s, %v", secret, made, err)
		}
	}
}

func FuzzImport(f *testing.F) {
	for _, c := range importedhash.All(f) {
		f.Add(c.Hash)
	}
	for _, k := range kinds {
		f.Add(k.prefix)
	}
	f.Fuzz(func(t *testing.T, given string) {
		d, err := parseImported(given)
		if err != nil {
			var reason unfit
			if !errors.As(err, &reason) || reason.code == "" {
				t.Errorf("%q: %v", given, err)
			}
			return
		}
		if again, err := parse(d.String()); err != nil || again.String() != d.String() {
			t.Errorf("%q reads as %q: %v", given, d, err)
		}
		if d.load() > dearest {
			t.Errorf("%q costs %d", given, d.load())
		}
		if d.load() < 1<<10 {
			d.matches(new(Hasher), "velvet tractor orbit moss")
		}
	})
}

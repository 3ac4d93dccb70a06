package password

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
	"golang.org/x/text/unicode/norm"
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

// phcOf gives the form of a hash with a salt and a key of so many bytes.
func phcOf(salt, key int) string {
	return phc{Current, make([]byte, salt), make([]byte, key)}.String()
}

// What is refused of hashes from elsewhere, each with its own reason, and what is taken over.
func TestCheckImported(t *testing.T) {
	good := bcrypted(t, "velvet tractor orbit moss", 10)
	cost := func(n string) string { return strings.Replace(good, "$10$", "$"+n+"$", 1) }
	for want, all := range map[string][]string{
		"password_hash_unsupported": {
			"", " ", "velvet tractor orbit moss",
			"5f4dcc3b5aa765d61d8327deb882cf99",   // MD5
			"$1$abcdefgh$abcdefghijklmnopqrstuv", // md5crypt
			"$pbkdf2-sha256$29000$abcdefgh$abcdefghijk",
			strings.Replace(good, "$2a$", "$2x$", 1),
			strings.Replace(argon(19456, 2, 1), "2id", "2i", 1),
		},
		"password_hash_version": {strings.Replace(argon(19456, 2, 1), "v=19", "v=16", 1), strings.Replace(argon(19456, 2, 1), "v=19$", "", 1)},
		"password_hash_malformed": {
			good[:59], good + "A", cost("32"), cost("99"), cost("03"), cost("1"),
			argon(0, 2, 1), argon(19456, 0, 1), argon(19456, 2, 0), argon(19456, 2, 1) + "AA", argon(19456, 2, 1) + "$", "$argon2id$v=19$m=19456",
		},
		"password_hash_salt":   {phcOf(7, 32)},
		"password_hash_key":    {phcOf(16, 11), phcOf(16, 65), phcOf(16, 4)},
		"password_hash_lanes":  {argon(65536, 3, 17), argon(65536, 3, 255), argon(65536, 3, 1<<20)},
		"password_hash_costly": {cost("14"), cost("15"), cost("16"), cost("31"), argon(1<<30, 2, 1), argon(262144, 4, 1), argon(262145, 1, 1), argon(65536, 13, 1), argon(19456, 17, 1), argon(19456, 99999999999, 1)},
		"password_hash_weak":   {bcrypted(t, "velvet tractor orbit moss", bcrypt.MinCost), cost("09"), argon(19456, 1, 1), argon(12287, 3, 1), argon(9216, 4, 1), argon(47103, 1, 1)},

		"": {
			good, strings.Replace(good, "$2a$", "$2b$", 1), strings.Replace(good, "$2a$", "$2y$", 1), cost("12"), cost("13"),
			good + "\n", " \t" + good + "\r\n", argon(19456, 2, 1) + "\n",
			phcOf(8, 12), phcOf(16, 16), phcOf(16, 24), phcOf(16, 64), phcOf(64, 32),
			argon(12288, 3, 1), argon(19456, 2, 1), argon(47104, 1, 1), argon(65536, 3, 4), argon(65536, 4, 1), argon(65536, 12, 1),
			argon(102400, 2, 8), argon(131072, 1, 2), argon(262144, 3, 1), argon(65536, 3, 16), argon(19456, 16, 1),
		},
	} {
		for _, stored := range all {
			got := ""
			for _, f := range CheckImported("password_hash", stored) {
				got = f.Code
				if f.Name != "password_hash" || f.Detail == "" {
					t.Errorf("%q: %+v", stored, f)
				}
			}
			if got != want {
				t.Errorf("%q: %q, want %q", stored, got, want)
			}
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

// A hash from elsewhere is of the password as typed, composed, decomposed or normalised. All
// are tried, and all but our own are due for another.
func TestSpellings(t *testing.T) {
	const typed = "scho\u0308ne Grüße aus Köln²" // none of the forms
	salt := []byte("0123456789abcdef")
	for _, hashed := range []string{typed, norm.NFC.String(typed), norm.NFD.String(typed), norm.NFKC.String(typed)} {
		like := phc{Current, salt, new(Hasher).key(hashed, salt, Current)}.String()
		for stored, due := range map[string]bool{like: hashed != normal(typed), bcrypted(t, hashed, bcrypt.MinCost): true} {
			if ok, stale, err := new(Hasher).Verify(stored, typed); !ok || stale != due || err != nil {
				t.Errorf("%s of %q: ok=%v stale=%v %v", stored, hashed, ok, stale, err)
			}
		}
	}
}

// The pairs that people meet: a Mac decomposes, Windows and phones compose.
func TestSpellingsOfOneWord(t *testing.T) {
	for _, text := range []string{"schöne Grüße aus Köln", "un café très serré", "mật khẩu tôi", "비밀번호 열쇠", "cinq œufs à 2² francs"} {
		nfc, nfd := norm.NFC.String(text), norm.NFD.String(text)
		for _, c := range [][2]string{{nfd, nfc}, {nfc, nfd}, {norm.NFKC.String(text), nfd}, {nfc, nfc}, {nfd, nfd}} {
			if ok, _, err := new(Hasher).Verify(bcrypted(t, c[0], bcrypt.MinCost), c[1]); !ok || err != nil {
				t.Errorf("hashed %q, given %q: %v", c[0], c[1], err)
			}
		}
	}
}

// How many hashes are computed depends on the password alone, and is one for ASCII.
func TestHashesComputed(t *testing.T) {
	own, imported := hashed(t, "another password"), bcrypted(t, "another password", bcrypt.MinCost)
	for given, want := range map[string]int64{"velvet tractor orbit moss": 1, "un café très serré": 2, "un cafe\u0301 tre\u0300s serre\u0301": 2, "scho\u0308ne Grüße²": 4} {
		for _, stored := range []string{own, imported, "unreadable"} {
			known, unknown := new(Hasher), new(Hasher)
			if ok, _, _ := known.Verify(stored, given); ok {
				t.Error("another password fits")
			}
			if unknown.HashDummy(given); known.Computed() != want || unknown.Computed() != want {
				t.Errorf("%q: %d hashes for a known user, %d for an unknown one, want %d", given, known.Computed(), unknown.Computed(), want)
			}
		}
	}
}

// All encodings of a sign-in together stay within the budget, whatever was taken over.
func TestDearHashes(t *testing.T) {
	forms := encodings("scho\u0308ne Grüße aus Köln²")
	template := bcrypted(t, "x", bcrypt.MinCost)
	for stored, want := range map[string]int{
		template: 4, strings.Replace(template, "$04$", "$12$", 1): 4, strings.Replace(template, "$04$", "$13$", 1): 2,
		argon(65536, 4, 1): 4, argon(131072, 3, 4): 2, argon(262144, 3, 1): 1,
		// No longer taken over, but they may be stored.
		strings.Replace(template, "$04$", "$15$", 1): 1, argon(262144, 16, 1): 1,
	} {
		h, err := parse(stored)
		if err != nil {
			t.Fatal(err)
		}
		tried := affordable(h, forms)
		if len(tried) != want || tried[0] != forms[0] {
			t.Errorf("%s: %q, want %d", stored, tried, want)
		}
		if h.load() <= dearest && uint64(len(tried))*h.load() > budget {
			t.Errorf("%s costs %d in all", stored, uint64(len(tried))*h.load())
		}
	}
}

// Keys of other lengths and up to 16 lanes verify, and are due for a hash like ours.
func TestOtherKeys(t *testing.T) {
	salt := []byte("0123456789abcdef")
	for _, c := range []struct {
		key   int
		lanes uint8
	}{{12, 1}, {16, 1}, {24, 8}, {32, 16}, {64, 1}} {
		p := Parameters{19456, 2, c.lanes}
		stored := phc{p, salt, new(Hasher).keyOf(c.key, "velvet tractor orbit moss", salt, p)}.String()
		for given, want := range map[string]bool{"velvet tractor orbit moss": true, "velvet tractor orbit mos": false} {
			if ok, stale, err := new(Hasher).Verify(stored, given); ok != want || stale != want || err != nil {
				t.Errorf("%s: %q fits: %v, stale %v, %v", stored, given, ok, stale, err)
			}
		}
	}
}

// A reset to the password that the user has is seen through every encoding. A hash that
// cannot be read keeps nobody from a reset.
func TestCheckAnother(t *testing.T) {
	const composed, decomposed = "un café très serré", "un cafe\u0301 tre\u0300s serre\u0301"
	for _, c := range []struct {
		stored, given string
		refused       bool
	}{
		{hashed(t, composed), composed, true},
		{hashed(t, composed), decomposed, true},
		{bcrypted(t, decomposed, bcrypt.MinCost), composed, true},
		{hashed(t, composed), "eleven geese cross the yard", false},
		{"", composed, false},
		{"unreadable", composed, false},
	} {
		got := new(Hasher).CheckDiffers("new_password", c.stored, c.given)
		if (len(got) == 1 && got[0].Code == "password_unchanged" && got[0].Name == "new_password") != c.refused {
			t.Errorf("%q for %s: %+v", c.given, c.stored, got)
		}
	}
}

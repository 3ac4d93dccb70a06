package password

import (
	"crypto/rand"
	"encoding/base64"
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

// zeros is the base64 of so many zero bytes.
func zeros(n int) string { return base64.StdEncoding.EncodeToString(make([]byte, n)) }

func pbkdf2Text(iterations string, salt, key int) string {
	return fmt.Sprintf("$pbkdf2-sha256$%s$%s$%s", iterations, adapted64.EncodeToString(make([]byte, salt)), adapted64.EncodeToString(make([]byte, key)))
}

func scryptText(parameters string, salt, key int) string {
	return fmt.Sprintf("$scrypt$%s$%s$%s", parameters, b64.EncodeToString(make([]byte, salt)), b64.EncodeToString(make([]byte, key)))
}

// longScrypt is one of so many bytes, by the zeros before a number.
func longScrypt(bytes int) string {
	short := scryptText("ln=14,r=8,p=1", 16, 32)
	return strings.Replace(short, "ln=", "ln="+strings.Repeat("0", bytes-len(short)), 1)
}

// wrappedSHA is what is stored of a weak hash, and is not itself imported.
func wrappedSHA(t *testing.T) string {
	t.Helper()
	stored, err := new(Hasher).Import(rand.Reader, "{SSHA}"+zeros(24))
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// phcOf gives the form of a hash with a salt and a key of so many bytes.
func phcOf(salt, key int) string {
	return argon2Method{Current, argon2id, make([]byte, salt), key}.text(make([]byte, key))
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
			"{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "md5$abcdefgh$5f4dcc3b5aa765d61d8327deb882cf99", "pbkdf2_md5$1000$abcdefgh$AAAAAAAAAAAAAAAAAAAAAA==",
			strings.Replace(good, "$2a$", "$2x$", 1), "bcrypt$" + strings.Replace(good, "$2a$", "$1a$", 1),
			strings.Replace(argon(19456, 2, 1), "2id", "2d", 1), strings.ToUpper(argon(19456, 2, 1)),
		},
		"password_hash_version": {strings.Replace(argon(19456, 2, 1), "v=19", "v=16", 1), strings.Replace(argon(19456, 2, 1), "v=19$", "", 1)},
		"password_hash_malformed": {
			good[:59], good + "A", cost("32"), cost("99"), cost("03"), cost("1"),
			"bcrypt$" + good[:59], "bcrypt_sha256$" + good + "A", wrappedSHA(t), "{SSHA}", "{SSHA}" + zeros(19), "{SSHA256}" + zeros(31), "{SSHA}!",
			"$pbkdf2-sha256$29000$AAAAAAAAAAA", pbkdf2Text("0", 16, 32), pbkdf2Text("-1", 16, 32), pbkdf2Text("01000", 16, 32), "$pbkdf2-sha256$1000$AAAAAAAAAAA$AAA=",
			"pbkdf2_sha256$1000$salt", "pbkdf2_sha256$1000$a salt$" + zeros(32), "pbkdf2_sha256$1000$salt$" + zeros(32) + "A",
			scryptText("ln=0,r=8,p=1", 16, 32), scryptText("ln=14,r=0,p=1", 16, 32), scryptText("ln=14,r=8,p=0", 16, 32), scryptText("r=8,ln=14,p=1", 16, 32),
			"$pbkdf2-sha256$29000$A$" + adapted64.EncodeToString(make([]byte, 32)), "$scrypt$ln=14,r=8,p=1$A$" + b64.EncodeToString(make([]byte, 32)), "scrypt$16384$abcdefgh$8$1$AAAAA",
			longScrypt(513), "scrypt$16385$abcdefgh$8$1$" + zeros(64), "scrypt$1$abcdefgh$8$1$" + zeros(64), "sha1$abcdefgh$" + strings.Repeat("0", 39), "sha1$abcdefgh$" + strings.Repeat("G", 40),
			phcOf(400, 32), phcOf(16, 32) + over + phcOf(16, 32),
			argon(0, 2, 1), argon(19456, 0, 1), argon(19456, 2, 0), argon(19456, 2, 1) + "AA", argon(19456, 2, 1) + "$", "$argon2id$v=19$m=19456",
		},
		"password_hash_salt":  {phcOf(7, 32), "{SSHA}" + zeros(20), "sha1$$" + strings.Repeat("0", 40), pbkdf2Text("29000", 0, 32), pbkdf2Text("29000", 65, 32), scryptText("ln=14,r=8,p=1", 0, 32), "{SSHA}" + zeros(20+65)},
		"password_hash_key":   {phcOf(16, 11), phcOf(16, 65), phcOf(16, 4), pbkdf2Text("29000", 16, 11), pbkdf2Text("29000", 16, 65), scryptText("ln=14,r=8,p=1", 16, 11)},
		"password_hash_lanes": {argon(65536, 3, 17), argon(65536, 3, 255), argon(65536, 3, 1<<20)},
		"password_hash_costly": {cost("14"), cost("15"), cost("16"), cost("31"), argon(1<<30, 2, 1), argon(262144, 4, 1), argon(262145, 1, 1), argon(65536, 13, 1), argon(19456, 17, 1), argon(19456, 99999999999, 1),
			pbkdf2Text("3145732", 16, 32), pbkdf2Text("1572866", 16, 64), pbkdf2Text("99999999999", 16, 32), strings.Replace(pbkdf2Text("786433", 16, 64), "256", "512", 1),
			scryptText("ln=18,r=8,p=1", 16, 32), scryptText("ln=17,r=8,p=2", 16, 32), scryptText("ln=10,r=1024,p=1024", 16, 32), scryptText("ln=31,r=1,p=1", 16, 32), scryptText("ln=100,r=8,p=1", 16, 32), scryptText("ln=1,r=1025,p=1", 16, 32),
			scryptText("ln=1,r=1073741824,p=1073741824", 16, 32), scryptText("ln=99999999999999999999,r=8,p=1", 16, 32), "scrypt$9223372036854775808$abcdefgh$8$1$" + zeros(64), "scrypt$262144$abcdefgh$8$1$" + zeros(64)},

		"": {
			// Weak, and wrapped for that.
			bcrypted(t, "velvet tractor orbit moss", bcrypt.MinCost), cost("09"), argon(19456, 1, 1), argon(12287, 3, 1), argon(9216, 4, 1), argon(47103, 1, 1), argon(1, 1, 1),
			"{SSHA}" + zeros(21), "{SSHA}" + zeros(24), "{SSHA}" + zeros(20+64), "sha1$a$" + strings.Repeat("0", 40), pbkdf2Text("1", 1, 12), scryptText("ln=1,r=1,p=1", 1, 12),
			strings.Replace(argon(65536, 2, 1), "2id", "2i", 1),
			// As costly as may be.
			pbkdf2Text("3145728", 16, 32), pbkdf2Text("1572864", 16, 64), strings.Replace(pbkdf2Text("786432", 64, 64), "256", "512", 1), scryptText("ln=17,r=8,p=1", 16, 32), scryptText("ln=16,r=8,p=2", 64, 64), scryptText("ln=1,r=1024,p=1", 16, 32), longScrypt(512), "scrypt$131072$abcdefgh$8$1$" + zeros(64),
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
		like := hashedBy(argon2Method{Current, argon2id, salt, keyBytes}, hashed)
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

// A hash is strong at the least parameters and the shortest salt, and not below them.
func TestStrong(t *testing.T) {
	for stored, want := range map[string]bool{
		argon(47103, 1, 1): false, argon(19455, 2, 1): false, argon(19456, 1, 1): false, argon(12287, 3, 1): false,
		pbkdf2Text("600000", 7, 32): false, pbkdf2Text("599999", 8, 32): false,
		scryptText("ln=17,r=8,p=1", 7, 32): false, scryptText("ln=16,r=8,p=1", 8, 32): false, scryptText("ln=17,r=7,p=1", 8, 32): false,

		argon(47104, 1, 1): true, argon(19456, 2, 1): true, argon(12288, 3, 1): true,
		pbkdf2Text("600000", 8, 32): true, scryptText("ln=17,r=8,p=1", 8, 32): true,
		scryptText("ln=18,r=8,p=1", 8, 32): true, // of the most memory that may be stored
	} {
		if d, err := parse(stored); err != nil || d.strong() != want {
			t.Errorf("%s: strong %v, want %v, %v", stored, !want, want, err)
		}
	}
}

// Only argon2id with the parameters, the lanes and the key of new hashes is as new ones are.
func TestCurrent(t *testing.T) {
	made := phcOf(16, keyBytes)
	for stored, want := range map[string]bool{
		strings.Replace(made, argon2id, argon2i, 1): false, phcOf(16, keyBytes-1): false, phcOf(16, keyBytes+1): false,
		strings.Replace(made, "t=2", "t=3", 1): false, wrappedSHA(t): false, scryptText("ln=17,r=8,p=1", 16, 32): false,

		made: true,
	} {
		if d, err := parse(stored); err != nil || d.current() != want {
			t.Errorf("%s: current %v, want %v, %v", stored, !want, want, err)
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
		pbkdf2Text("1000000", 16, 32): 4, pbkdf2Text("1200000", 16, 32): 3, scryptText("ln=17,r=8,p=1", 16, 32): 1, phcOf(16, 32) + over + "{SSHA}" + zeros(24): 4,
		phcOf(16, 32) + over + pbkdf2Text("1040000", 7, 32): 3,
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
		stored := hashedBy(argon2Method{Parameters{19456, 2, c.lanes}, argon2id, salt, c.key}, "velvet tractor orbit moss")
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

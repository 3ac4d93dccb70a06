package password

import (
	"encoding/base64"
	"fmt"
	"math/bits"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/crypto/scrypt"
)

// scryptMethod is scrypt. Its memory is 128 bytes for each of 2^ln times r.
type scryptMethod struct {
	ln, r, p int
	salt     []byte
	length   int // of the key
}

// scryptForm is passlib's, in the PHC string format. Django's begins with the cost itself, and its
// salt is text.
var (
	scryptForm       = regexp.MustCompile(`^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/]*)\$([A-Za-z0-9+/]+)$`)
	djangoScryptForm = regexp.MustCompile(`^scrypt\$(\d+)\$([!-#%-~]*)\$(\d+)\$(\d+)\$([A-Za-z0-9+/]+=*)$`)
)

// maxScrypt bounds each parameter, so that no product of them overflows.
const maxScrypt = 1 << 10

func parseScrypt(stored string) (digest, error) {
	m := scryptForm.FindStringSubmatch(stored)
	if m == nil {
		return digest{}, errMalformed
	}
	salt, saltErr := b64.DecodeString(m[4])
	key, keyErr := b64.DecodeString(m[5])
	if saltErr != nil || keyErr != nil {
		return digest{}, errMalformed
	}
	return scryptOf(m[1:4], salt, key)
}

func parseDjangoScrypt(stored string) (digest, error) {
	m := djangoScryptForm.FindStringSubmatch(stored)
	if m == nil {
		return digest{}, errMalformed
	}
	key, keyErr := base64.StdEncoding.Strict().DecodeString(m[5])
	n, err := strconv.ParseUint(m[1], 10, 63)
	if keyErr != nil || err == nil && bits.OnesCount64(n) != 1 {
		return digest{}, errMalformed
	}
	if err != nil {
		return digest{}, errCostly
	}
	ln := strconv.Itoa(bits.TrailingZeros64(n))
	return scryptOf([]string{ln, m[3], m[4]}, []byte(m[2]), key)
}

func scryptOf(digits []string, salt, key []byte) (digest, error) {
	var n [3]int
	for i, d := range digits {
		v, err := strconv.Atoi(d)
		switch {
		case err != nil || v > maxScrypt:
			return digest{}, errCostly
		case v < 1:
			return digest{}, errMalformed
		}
		n[i] = v
	}
	s := scryptMethod{n[0], n[1], n[2], salt, len(key)}
	if s.ln > 30 || s.memoryKiB() > maxMemoryKiB {
		return digest{}, errCostly
	}
	if err := checkSalt(salt); err != nil {
		return digest{}, err
	}
	return digest{s, key}, checkKey(key)
}

func (s scryptMethod) memoryKiB() uint64 { return uint64(s.r) << s.ln / 8 }

func (s scryptMethod) derive(h *Hasher, encoding string) []byte {
	h.computed.Add(1)
	key, err := scrypt.Key([]byte(encoding), s.salt, 1<<s.ln, s.r, s.p, s.length)
	if err != nil {
		return nil
	}
	return key
}

// whole refuses zero bytes: HMAC, which scrypt begins with, fills a short key up with them.
func (s scryptMethod) whole(encoding string) bool { return !strings.Contains(encoding, "\x00") }

func (s scryptMethod) text(key []byte) string {
	return fmt.Sprintf("$scrypt$ln=%d,r=%d,p=%d$%s$%s", s.ln, s.r, s.p, b64.EncodeToString(s.salt), b64.EncodeToString(key))
}

// load was measured: scrypt takes six times as long for its memory as a pass of argon2id.
func (s scryptMethod) load() uint64 { return 6 * s.memoryKiB() * uint64(s.p) }

// scryptFloor are the least parameters that OWASP names, for blocks of r = 8.
var scryptFloor = []struct{ ln, p int }{{17, 1}, {16, 2}, {15, 3}, {14, 5}, {13, 10}}

func (s scryptMethod) strong() bool {
	for _, least := range scryptFloor {
		if s.ln >= least.ln && s.r >= 8 && s.p >= least.p && len(s.salt) >= minSaltBytes {
			return true
		}
	}
	return false
}

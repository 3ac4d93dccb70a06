package password

import (
	"crypto/pbkdf2"
	"crypto/sha1" // #nosec G505 -- for hashes of elsewhere, until their first use
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"hash"
	"regexp"
	"strconv"
	"strings"
)

// pbkdf2Method is PBKDF2 with HMAC over one of three hash functions.
type pbkdf2Method struct {
	prf        prf
	iterations uint32
	salt       []byte
	length     int // of the key
}

// prf is a hash function under PBKDF2.
type prf struct {
	name   string // as passlib writes it
	make   func() hash.Hash
	size   int
	floor  uint32 // the least iterations that OWASP names
	perKiB uint64 // iterations that take as long as argon2id takes for a KiB; measured
}

var prfs = []prf{
	{"pbkdf2", sha1.New, sha1.Size, 1_300_000, 3},
	{"pbkdf2-sha256", sha256.New, sha256.Size, 600_000, 4},
	{"pbkdf2-sha512", sha512.New, sha512.Size, 210_000, 1},
}

// pbkdf2Form is passlib's, djangoPBKDF2Form is Django's, whose salt is text.
var (
	pbkdf2Form       = regexp.MustCompile(`^\$(pbkdf2(?:-sha256|-sha512)?)\$([1-9]\d*)\$([A-Za-z0-9./]*)\$([A-Za-z0-9./]+)$`)
	djangoPBKDF2Form = regexp.MustCompile(`^pbkdf2_(sha1|sha256)\$([1-9]\d*)\$([!-#%-~]*)\$([A-Za-z0-9+/]+=*)$`)
)

// adapted64 is passlib's base64, with a dot in place of the plus sign.
var adapted64 = base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./").WithPadding(base64.NoPadding).Strict()

func parsePBKDF2(stored string) (digest, error) {
	m := pbkdf2Form.FindStringSubmatch(stored)
	if m == nil {
		return digest{}, errMalformed
	}
	salt, saltErr := adapted64.DecodeString(m[3])
	key, keyErr := adapted64.DecodeString(m[4])
	if saltErr != nil || keyErr != nil {
		return digest{}, errMalformed
	}
	return pbkdf2Of(m[1], m[2], salt, key)
}

func parseDjangoPBKDF2(stored string) (digest, error) {
	m := djangoPBKDF2Form.FindStringSubmatch(stored)
	if m == nil {
		return digest{}, errMalformed
	}
	key, err := base64.StdEncoding.Strict().DecodeString(m[4])
	if err != nil {
		return digest{}, errMalformed
	}
	name := strings.TrimSuffix("pbkdf2-"+m[1], "-sha1")
	return pbkdf2Of(name, m[2], []byte(m[3]), key)
}

func pbkdf2Of(name, iterations string, salt, key []byte) (digest, error) {
	n, err := strconv.ParseUint(iterations, 10, 32)
	if err != nil {
		return digest{}, errCostly // more digits than any number that is in bounds
	}
	if err := checkSalt(salt); err != nil {
		return digest{}, err
	}
	for _, f := range prfs {
		if f.name == name {
			return digest{pbkdf2Method{f, uint32(n), salt, len(key)}, key}, checkKey(key)
		}
	}
	return digest{}, errUnknown
}

func (p pbkdf2Method) derive(h *Hasher, encoding string) []byte {
	h.computed.Add(1)
	key, err := pbkdf2.Key(p.prf.make, encoding, p.salt, int(p.iterations), p.length)
	if err != nil {
		return nil
	}
	return key
}

// whole refuses zero bytes: HMAC fills a short key up with them.
func (p pbkdf2Method) whole(encoding string) bool { return !strings.Contains(encoding, "\x00") }

func (p pbkdf2Method) text(key []byte) string {
	return fmt.Sprintf("$%s$%d$%s$%s", p.prf.name, p.iterations, adapted64.EncodeToString(p.salt), adapted64.EncodeToString(key))
}

func (p pbkdf2Method) load() uint64 {
	blocks := uint64((p.length + p.prf.size - 1) / p.prf.size)
	return blocks * uint64(p.iterations) / p.prf.perKiB
}

func (p pbkdf2Method) strong() bool {
	return p.iterations >= p.prf.floor && len(p.salt) >= minSaltBytes
}

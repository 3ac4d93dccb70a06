package password

import (
	"crypto/sha1" // #nosec G505 -- for hashes of elsewhere, which are stored wrapped alone
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"regexp"
	"slices"
)

// shaMethod is one round of a hash function over the password and a salt. It is never strong.
type shaMethod struct {
	scheme string // what the hash begins with
	make   func() hash.Hash
	salt   []byte
}

// sshaForm is that of LDAP, which hashes the password and then the salt. djangoSHAForm is the one
// that Django made until 1.4, and could read until 5.1; it hashes the salt first.
var (
	sshaForm      = regexp.MustCompile(`^(\{SSHA(?:256|512)?\})([A-Za-z0-9+/]+=*)$`)
	djangoSHAForm = regexp.MustCompile(`^(sha1\$)([!-#%-~]*)\$([0-9a-f]{40})$`)
)

const djangoSHA = "sha1$"

var sshaHashes = map[string]func() hash.Hash{"{SSHA}": sha1.New, "{SSHA256}": sha256.New, "{SSHA512}": sha512.New}

func parseSSHA(stored string) (digest, error) {
	m := sshaForm.FindStringSubmatch(stored)
	if m == nil {
		return digest{}, errMalformed
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(m[2])
	hashes := sshaHashes[m[1]]
	size := hashes().Size()
	if err != nil || len(raw) < size {
		return digest{}, errMalformed
	}
	return digest{shaMethod{m[1], hashes, raw[size:]}, raw[:size]}, checkSalt(raw[size:])
}

func parseDjangoSHA(stored string) (digest, error) {
	m := djangoSHAForm.FindStringSubmatch(stored)
	if m == nil {
		return digest{}, errMalformed
	}
	key, err := hex.DecodeString(m[3])
	if err != nil {
		return digest{}, errMalformed
	}
	return digest{shaMethod{djangoSHA, sha1.New, []byte(m[2])}, key}, checkSalt([]byte(m[2]))
}

func (s shaMethod) derive(h *Hasher, encoding string) []byte {
	h.computed.Add(1)
	f := s.make()
	if s.scheme == djangoSHA {
		f.Write(slices.Concat(s.salt, []byte(encoding)))
	} else {
		f.Write(slices.Concat([]byte(encoding), s.salt))
	}
	return f.Sum(nil)
}

func (shaMethod) whole(string) bool { return true }

func (s shaMethod) text(key []byte) string {
	if s.scheme == djangoSHA {
		return s.scheme + string(s.salt) + "$" + hex.EncodeToString(key)
	}
	return s.scheme + base64.StdEncoding.EncodeToString(slices.Concat(key, s.salt))
}

func (shaMethod) load() uint64 { return 1 }

func (shaMethod) strong() bool { return false }

package importer

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"strings"

	"golang.org/x/crypto/argon2"
)

// slowHash is of the file that results belong to. The results may be handed on, and a file may be of one
// user: a fast hash of it would let a reader try passwords.
func slowHash(digest string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	return encode(salt) + "." + encode(slow(digest, salt))
}

func sameFile(hash, digest string) bool {
	salted, want, _ := strings.Cut(hash, ".")
	salt, err := base64.RawURLEncoding.DecodeString(salted)
	return err == nil && subtle.ConstantTimeCompare([]byte(encode(slow(digest, salt))), []byte(want)) == 1
}

func slow(digest string, salt []byte) []byte {
	const passes, memory, threads, size = 2, 19 << 10, 1, 32
	return argon2.IDKey([]byte(digest), salt, passes, memory, threads, size)
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

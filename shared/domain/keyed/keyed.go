// Package keyed owns the keys that are derived from the service's secrets, and what is
// hashed and encrypted under them.
//
// Each use has a key of its own, so that nothing made for one is valid for another. The secrets
// are stored outside the tables: what is stored in a table under a key tells its readers nothing.
package keyed

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// Key is for one use.
type Key struct{ bytes []byte }

// Derive gives the key of a use.
func Derive(secret, use string) (Key, error) {
	return derive([]byte(secret), "", use)
}

// Derive gives a key under this one, which nobody has without the salt.
func (k Key) Derive(salt, use string) (Key, error) {
	return derive(k.bytes, salt, use)
}

func derive(secret []byte, salt, use string) (Key, error) {
	b, err := hkdf.Key(sha256.New, secret, []byte(salt), "latchkey "+use, sha256.Size)
	if err != nil {
		return Key{}, fmt.Errorf("keyed: derive the key of %s: %w", use, err)
	}
	return Key{b}, nil
}

// Version tells a key from the one that came before it, of another value of the secret. It says
// nothing about the value, and stands beside what is made under the key.
func (k Key) Version() string { return k.Hex("version")[:8] }

// Hash is HMAC-SHA-256. It takes each part in behind its length, so that no two lists of parts
// run together.
func (k Key) Hash(parts ...string) []byte {
	mac := hmac.New(sha256.New, k.bytes)
	for _, part := range parts {
		mac.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		mac.Write([]byte(part))
	}
	return mac.Sum(nil)
}

// Hex is Hash in 64 digits.
func (k Key) Hex(parts ...string) string { return hex.EncodeToString(k.Hash(parts...)) }

// AEAD is AES-256-GCM, with a random nonce for each encryption.
func (k Key) AEAD() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.bytes)
	if err != nil {
		return nil, fmt.Errorf("keyed: make the cipher: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

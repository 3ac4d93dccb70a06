// Package token owns the form of every secret that is shown once and stored as a hash:
// session tokens, links and codes that reset a password, registration keys, service keys,
// authorization codes, tokens of devices.
//
// A token is the prefix of its kind and 45 bytes in base64url, 60 characters: the format's
// version, the id of what it belongs to, 256 random bits, and a checksum over all of that.
// The prefix lets scanners for leaked secrets recognise it. The id is there so that what it
// belongs to is read in one round trip; the checksum, so that a mistyped or invented token
// costs no read at all.
package token

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"log/slog"
	"strings"
)

// Kind is what a token is for. One kind is never taken for another.
type Kind string

// The kinds, by their prefixes.
const (
	Session      Kind = "lks_"
	Reset        Kind = "lkr_"
	Registration Kind = "lkk_"
	Cancel       Kind = "lkc_"
	ServiceKey   Kind = "lkv_"
	Invitation   Kind = "lki_"
	// AuthorizationCode hands a signed-in user over to an application.
	AuthorizationCode Kind = "lkh_"
	// Device is what a client keeps that a user is known on.
	Device Kind = "lkd_"
)

const (
	version    = 1
	idEnd      = 1 + 8
	secretEnd  = idEnd + 32
	size       = secretEnd + crc32.Size
	textLength = size / 3 * 4
)

var encoding = base64.RawURLEncoding.Strict()

// Token proves whatever it is of. It is never stored; its hash is.
type Token struct {
	text string
	id   int64
}

// New draws a token for what has an id.
func New(kind Kind, random io.Reader, id int64) (Token, error) {
	b := make([]byte, size)
	b[0] = version
	binary.BigEndian.PutUint64(b[1:], uint64(id))
	if _, err := io.ReadFull(random, b[idEnd:secretEnd]); err != nil {
		return Token{}, fmt.Errorf("token: draw: %w", err)
	}
	binary.BigEndian.PutUint32(b[secretEnd:], kind.checksum(b))
	return Token{string(kind) + encoding.EncodeToString(b), id}, nil
}

// Parse reads what a client sent. It holds for well-formed tokens of the kind, known or not.
func Parse(kind Kind, s string) (Token, bool) {
	body, found := strings.CutPrefix(s, string(kind))
	if !found || len(body) != textLength {
		return Token{}, false
	}
	b, err := encoding.DecodeString(body)
	if err != nil || len(b) != size || b[0] != version || binary.BigEndian.Uint32(b[secretEnd:]) != kind.checksum(b) {
		return Token{}, false
	}
	return Token{s, int64(binary.BigEndian.Uint64(b[1:]))}, true
}

// IsJWT holds for what has the form of a JWT (RFC 7519 §3): an object of JSON and two more parts, each
// in base64url.
func IsJWT(s string) bool {
	parts := strings.Split(s, ".")
	if len(parts) != 3 || !strings.HasPrefix(s, "eyJ") { // which is {" in base64url
		return false
	}
	for _, part := range parts {
		if _, err := encoding.DecodeString(part); err != nil {
			return false
		}
	}
	return true
}

func (k Kind) checksum(b []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE([]byte(k)), crc32.IEEETable, b[:secretEnd])
}

// Reveal gives the token as its bearer sends it.
func (t Token) Reveal() string { return t.text }

// ID is that of what the token belongs to.
func (t Token) ID() int64 { return t.id }

// Hash is what is stored. Plain SHA-256 will do: nobody guesses 256 random bits.
func (t Token) Hash() string {
	sum := sha256.Sum256([]byte(t.text))
	return hex.EncodeToString(sum[:])
}

// Matches compares the token with the hash that is stored.
func (t Token) Matches(stored string) bool { return Equal(t.Hash(), stored) }

// Equal compares secrets in constant time, also where their lengths differ. Every secret that a
// client sends is compared here, and so is every hash of one.
func Equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// String keeps the token out of whatever prints it.
func (t Token) String() string { return "***" }

// LogValue keeps the token out of structured logs.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

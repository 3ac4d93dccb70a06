// Package session owns what a session is: the token that proves it, how long it lasts, and
// when it is void.
//
// It knows no AWS and no HTTP, and takes time and randomness as arguments.
package session

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"log/slog"
	"strings"

	"latchkey/shared/account"
)

// Prefix lets scanners for leaked secrets recognise a token.
const Prefix = "lks_"

// A token is the prefix and 45 bytes in base64url, 60 characters: the format's version, the
// user's id, 256 random bits, and a checksum over all of that. The id is there so that
// session and user are read in one round trip; the checksum, so that a mistyped or invented
// token costs no read at all.
const (
	version     = 1
	idEnd       = 1 + 8
	secretEnd   = idEnd + 32
	tokenBytes  = secretEnd + crc32.Size
	tokenLength = len(Prefix) + tokenBytes/3*4
)

var encoding = base64.RawURLEncoding.Strict()

// Token is the bearer's proof of a session. It is never stored; its hash is.
type Token struct {
	text   string
	userID account.ID
}

// NewToken draws a token for a user.
func NewToken(random io.Reader, user account.ID) (Token, error) {
	b := make([]byte, tokenBytes)
	b[0] = version
	binary.BigEndian.PutUint64(b[1:], uint64(user))
	if _, err := io.ReadFull(random, b[idEnd:secretEnd]); err != nil {
		return Token{}, fmt.Errorf("session: draw a token: %w", err)
	}
	binary.BigEndian.PutUint32(b[secretEnd:], checksum(b))
	return Token{Prefix + encoding.EncodeToString(b), user}, nil
}

// ParseToken reads what a client sent. It holds for well-formed tokens, known or not.
func ParseToken(s string) (Token, bool) {
	body, found := strings.CutPrefix(s, Prefix)
	if !found || len(s) != tokenLength {
		return Token{}, false
	}
	b, err := encoding.DecodeString(body)
	if err != nil || len(b) != tokenBytes || b[0] != version || binary.BigEndian.Uint32(b[secretEnd:]) != checksum(b) {
		return Token{}, false
	}
	return Token{s, account.ID(binary.BigEndian.Uint64(b[1:]))}, true
}

func checksum(b []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE([]byte(Prefix)), crc32.IEEETable, b[:secretEnd])
}

// Reveal gives the token as its bearer sends it.
func (t Token) Reveal() string { return t.text }

// UserID is whose token it is.
func (t Token) UserID() account.ID { return t.userID }

// Hash is what is stored. Plain SHA-256 will do: nobody guesses 256 random bits.
func (t Token) Hash() string {
	sum := sha256.Sum256([]byte(t.text))
	return hex.EncodeToString(sum[:])
}

// String and LogValue keep the token out of logs, whoever prints it.
func (t Token) String() string { return Prefix + "***" }

// LogValue keeps the token out of structured logs.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

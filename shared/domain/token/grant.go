package token

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
)

// grantPrefix begins the code of a reset grant.
const grantPrefix = "lka_"

const (
	grantIDSize     = 8
	grantSecretSize = 32
	grantIDLength   = 2 * grantIDSize
	// grantTextLength is that of all behind the prefix: base64 is read with line ends in it, which no code has.
	grantTextLength = grantIDLength + 1 + (grantSecretSize+crc32.Size)/3*4
)

// Grant is the code of a reset grant: lka_, the grant's id of 64 random bits in hex, and in
// base64url 256 random bits and a checksum over all of it. A code that was mistyped fails the
// checksum, so it is no try at any grant.
type Grant struct {
	Token
	name string
}

// NewGrant draws the code of a grant, and with it the grant's id.
func NewGrant(random io.Reader) (Grant, error) {
	b := make([]byte, grantIDSize+grantSecretSize)
	if _, err := io.ReadFull(random, b); err != nil {
		return Grant{}, fmt.Errorf("token: draw: %w", err)
	}
	name, secret := hex.EncodeToString(b[:grantIDSize]), b[grantIDSize:]
	secret = binary.BigEndian.AppendUint32(secret, grantChecksum(name, secret))
	return Grant{Token{text: grantPrefix + name + "_" + encoding.EncodeToString(secret)}, name}, nil
}

// ParseGrant reads what a client sent. It holds for well-formed codes, known or not.
func ParseGrant(s string) (Grant, bool) {
	body, found := strings.CutPrefix(s, grantPrefix)
	if !found || len(body) != grantTextLength || body[grantIDLength] != '_' {
		return Grant{}, false
	}
	name := body[:grantIDLength]
	b, err := encoding.DecodeString(body[grantIDLength+1:])
	if err != nil || len(b) != grantSecretSize+crc32.Size {
		return Grant{}, false
	}
	if binary.BigEndian.Uint32(b[grantSecretSize:]) != grantChecksum(name, b[:grantSecretSize]) {
		return Grant{}, false
	}
	return Grant{Token{text: s}, name}, true
}

func grantChecksum(name string, secret []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE([]byte(grantPrefix+name)), crc32.IEEETable, secret)
}

// ID is the grant's, as it stands in the code.
func (g Grant) ID() string { return g.name }

// Names says whether the code is of the grant of an id, in constant time: the id is known to
// those alone who were given a code.
func (g Grant) Names(id string) bool { return Equal(g.name, id) }

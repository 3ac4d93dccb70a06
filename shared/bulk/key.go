package bulk

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"

	"latchkey/shared/account"
)

// Key seals what is kept of requests: a digest without a key would let whoever reads the
// table try out the passwords that stood in a body.
type Key struct{ bytes []byte }

// NewKey derives the key from the service's secret.
func NewKey(secret string) (Key, error) {
	k, err := hkdf.Key(sha256.New, []byte(secret), nil, "latchkey bulk runs", sha256.Size)
	if err != nil {
		return Key{}, fmt.Errorf("bulk: derive the key: %w", err)
	}
	return Key{k}, nil
}

// seal takes each part in behind its length, so that no two lists run together.
func (k Key) seal(parts ...string) []byte {
	mac := hmac.New(sha256.New, k.bytes)
	for _, part := range parts {
		mac.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		mac.Write([]byte(part))
	}
	return mac.Sum(nil)
}

func (k Key) text(parts ...string) string { return hex.EncodeToString(k.seal(parts...)) }

// UserID is the id of the user that an item of a run makes: the same again when the run is
// made again, so that nobody is made twice. Zero, for one to be drawn, in a run without a key.
func (k Key) UserID(run Run, index int) account.ID {
	if run.ID == "" {
		return 0
	}
	const bits = 53
	return account.ID(binary.BigEndian.Uint64(k.seal("user", run.ID, run.Digest, strconv.Itoa(index))) >> (64 - bits))
}

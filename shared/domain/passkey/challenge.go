package passkey

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"latchkey/shared/domain/keyed"
	"latchkey/shared/domain/token"
)

// Lifetime is how long a sign-in that was begun can be answered.
const Lifetime = 10 * time.Minute

// The parts of a challenge, in bytes. It says when it expires and that it was made here, so that anybody
// can begin a sign-in and nothing is stored for it.
const (
	nonceSize   = 16
	timeSize    = 8
	versionSize = 4
	proofSize   = 16
	size        = nonceSize + timeSize + versionSize + proofSize
)

// Challenges are those of sign-ins without a name.
type Challenges struct{ ring *keyed.Ring }

// NewChallenges derives the key from the secret of passcodes.
func NewChallenges(ctx context.Context, secret keyed.Secret) (Challenges, error) {
	r, err := keyed.NewRing(ctx, secret, "challenges of passkeys")
	return Challenges{r}, err
}

// Draw makes a challenge, and says when it expires.
func (c Challenges) Draw(ctx context.Context, random io.Reader, now time.Time) (id string, expires time.Time, err error) {
	b := make([]byte, nonceSize, size)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", time.Time{}, fmt.Errorf("passkey: draw a challenge: %w", err)
	}
	key := c.ring.Current(ctx)
	version, err := hex.DecodeString(key.Version())
	if err != nil || len(version) != versionSize {
		return "", time.Time{}, fmt.Errorf("passkey: the version %q of the key: %w", key.Version(), err)
	}
	expires = now.Add(Lifetime).Truncate(time.Second)
	b = append(binary.BigEndian.AppendUint64(b, uint64(expires.Unix())), version...)
	return Encoding.EncodeToString(append(b, proof(key, b)...)), expires, nil
}

// Open reads a challenge that was drawn here and has not expired; ok does not hold for any other.
func (c Challenges) Open(ctx context.Context, id string, now time.Time) (expires time.Time, ok bool, err error) {
	b, ok := decode(id)
	if !ok {
		return time.Time{}, false, nil
	}
	signed, given := b[:size-proofSize], b[size-proofSize:]
	key, err := c.ring.Version(ctx, hex.EncodeToString(signed[size-proofSize-versionSize:]))
	switch {
	case errors.Is(err, keyed.ErrRetired):
		return time.Time{}, false, nil
	case err != nil:
		return time.Time{}, false, err
	case !token.Equal(string(given), string(proof(key, signed))):
		return time.Time{}, false, nil
	}
	expires = time.Unix(int64(binary.BigEndian.Uint64(signed[nonceSize:])), 0).UTC()
	return expires, now.Before(expires), nil
}

// decode reads one spelling alone: base64 is read with line ends in it, and a challenge that was answered
// would be another one with them.
func decode(id string) ([]byte, bool) {
	if !Drawn(id) {
		return nil, false
	}
	b, err := Encoding.Strict().DecodeString(id)
	return b, err == nil && len(b) == size
}

// Drawn holds for what has the form of a challenge of Draw. Other challenges are stored, under ids of
// another length.
func Drawn(id string) bool { return Encoding.EncodedLen(size) == len(id) }

func proof(key keyed.Key, signed []byte) []byte { return key.Hash(string(signed))[:proofSize] }

// SpentID is under what it is stored that a challenge was answered.
func SpentID(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

package password

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"golang.org/x/crypto/argon2"

	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/token"
)

// Parameters of argon2id.
type Parameters struct {
	MemoryKiB   uint32
	Iterations  uint32
	Parallelism uint8
}

// Current are the parameters of new hashes: the OWASP minimum that costs a request the
// least memory.
var Current = Parameters{MemoryKiB: 19456, Iterations: 2, Parallelism: 1}

const (
	saltBytes = 16
	keyBytes  = 32
)

// ErrUnreadable says that a stored hash is not in a form this package knows.
var ErrUnreadable = errors.New("password: the stored hash is unreadable")

// Hasher makes and verifies hashes, and counts how many it computed, because the number of
// them must not tell a known user from an unknown one.
type Hasher struct {
	computed atomic.Int64
}

// Computed is the number of hashes computed so far.
func (h *Hasher) Computed() int64 { return h.computed.Load() }

// Hash gives the PHC string of a password under the current parameters.
func (h *Hasher) Hash(random io.Reader, password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("password: draw a salt: %w", err)
	}
	return phc{Current, salt, h.key(normal(password), salt, Current)}.String(), nil
}

// Verify compares a password with a stored hash. Stale holds when the hash should be made
// anew under the current parameters.
func (h *Hasher) Verify(stored, password string) (ok, stale bool, err error) {
	hash, err := parse(stored)
	if err != nil {
		h.HashDummy(password)
		return false, false, err
	}
	for _, encoding := range affordable(hash, encodings(password)) {
		if hash.matches(h, encoding) {
			return true, !hash.current() || encoding != normal(password), nil
		}
	}
	return false, false, nil
}

// CheckDiffers gives the reason against a new password that is the present one. A hash that
// cannot be read is no reason: a reset is the way back for its user.
func (h *Hasher) CheckDiffers(field, stored, password string) []fault.Field {
	if same, _, err := h.Verify(stored, password); err != nil || !same {
		return nil
	}
	return unchanged(field)
}

// HashDummy spends what a verification costs, for a user who does not exist: without it the
// time of the answer would tell who does.
func (h *Hasher) HashDummy(password string) {
	for _, encoding := range encodings(password) {
		h.key(encoding, make([]byte, saltBytes), Current)
	}
}

func (h *Hasher) key(encoding string, salt []byte, p Parameters) []byte {
	return h.keyOf(keyBytes, encoding, salt, p)
}

func (h *Hasher) keyOf(length int, encoding string, salt []byte, p Parameters) []byte {
	h.computed.Add(1)
	return argon2.IDKey([]byte(encoding), salt, p.Iterations, p.MemoryKiB, p.Parallelism, uint32(length)) // #nosec G115 -- 12 to 64
}

// hash is a stored hash that can be verified.
type hash interface {
	matches(h *Hasher, encoding string) bool
	current() bool // made as new ones are
	load() uint64  // what it costs, in KiB that argon2id passes over
}

func parse(stored string) (hash, error) {
	if bcryptName.MatchString(stored) {
		return parseBcrypt(stored)
	}
	return parsePHC(stored)
}

// phc is a hash with all it takes to verify it, in the PHC string format.
type phc struct {
	Parameters
	salt, key []byte
}

func (p phc) matches(h *Hasher, encoding string) bool {
	return token.Equal(string(p.key), string(h.keyOf(len(p.key), encoding, p.salt, p.Parameters)))
}

func (p phc) current() bool { return p.Parameters == Current && len(p.key) == keyBytes }

func (p phc) load() uint64 { return uint64(p.MemoryKiB) * uint64(p.Iterations) }

var b64 = base64.RawStdEncoding.Strict()

func (p phc) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		p.MemoryKiB, p.Iterations, p.Parallelism, b64.EncodeToString(p.salt), b64.EncodeToString(p.key))
}

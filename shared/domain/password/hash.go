package password

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"latchkey/shared/domain/fault"
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
	m, err := newMethod(random)
	if err != nil {
		return "", err
	}
	return m.text(m.derive(h, normal(password))), nil
}

// newMethod is that of new hashes, with a salt of its own.
func newMethod(random io.Reader) (argon2Method, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return argon2Method{}, fmt.Errorf("password: draw a salt: %w", err)
	}
	return argon2Method{Current, argon2id, salt, keyBytes}, nil
}

// Verify compares a password with a stored hash. Stale holds when the hash should be made
// anew under the current parameters.
func (h *Hasher) Verify(stored, password string) (ok, stale bool, err error) {
	d, err := parse(stored)
	if err != nil {
		h.HashDummy(password)
		return false, false, err
	}
	for _, encoding := range affordable(d, encodings(password)) {
		if d.matches(h, encoding) {
			return true, !d.current() || encoding != normal(password), nil
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
	dummy := argon2Method{Current, argon2id, make([]byte, saltBytes), keyBytes}
	for _, encoding := range encodings(password) {
		dummy.derive(h, encoding)
	}
}

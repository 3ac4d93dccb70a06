package password

import (
	"fmt"
	"regexp"
	"strconv"

	"golang.org/x/crypto/argon2"
)

var phcForm = regexp.MustCompile(`^\$argon2id\$v=(\d+)\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$`)

// Bounds of what is worth verifying: beyond them a planted hash would exhaust the function.
const (
	maxMemoryKiB  = 256 << 10
	maxIterations = 16
)

func parsePHC(s string) (phc, error) {
	m := phcForm.FindStringSubmatch(s)
	if m == nil {
		return phc{}, ErrUnreadable
	}
	n, err := numbers(m[1:5])
	if err != nil || n[0] != argon2.Version || n[1] > maxMemoryKiB || n[2] < 1 || n[2] > maxIterations || n[3] < 1 || n[3] > 8 {
		return phc{}, fmt.Errorf("%w: parameters out of bounds", ErrUnreadable)
	}
	salt, saltErr := b64.DecodeString(m[5])
	key, keyErr := b64.DecodeString(m[6])
	if saltErr != nil || keyErr != nil || len(salt) < 8 || len(key) != keyBytes {
		return phc{}, fmt.Errorf("%w: salt or key", ErrUnreadable)
	}
	return phc{Parameters{uint32(n[1]), uint32(n[2]), uint8(n[3])}, salt, key}, nil
}

func numbers(digits []string) ([]uint64, error) {
	out := make([]uint64, len(digits))
	for i, d := range digits {
		n, err := strconv.ParseUint(d, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("password: %q: %w", d, err)
		}
		out[i] = n
	}
	return out, nil
}

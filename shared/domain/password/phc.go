package password

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

const phcName = "$argon2id$"

var phcForm = regexp.MustCompile(`^\$argon2id\$(?:v=(\d+)\$)?m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$`)

// Bounds of what is verified: beyond them a planted hash would exhaust the function.
const (
	maxMemoryKiB  = 256 << 10
	maxIterations = 16
	maxLanes      = 16
	minSaltBytes  = 8
	minKeyBytes   = 12
	maxKeyBytes   = 64
)

func parsePHC(s string) (hash, error) {
	if !strings.HasPrefix(s, phcName) {
		return nil, errUnknown
	}
	m := phcForm.FindStringSubmatch(s)
	if m == nil {
		return nil, errMalformed
	}
	p, err := parameters(m[1:5])
	if err != nil {
		return nil, err
	}
	salt, saltErr := b64.DecodeString(m[5])
	key, keyErr := b64.DecodeString(m[6])
	switch {
	case saltErr != nil || keyErr != nil:
		return nil, errMalformed
	case len(salt) < minSaltBytes:
		return nil, errSalt
	case len(key) < minKeyBytes || len(key) > maxKeyBytes:
		return nil, errKey
	}
	return phc{p, salt, key}, nil
}

// parameters reads the version, the memory, the passes and the lanes.
func parameters(digits []string) (Parameters, error) {
	var n [4]uint32
	if digits[0] == "" { // older than the naming of versions
		return Parameters{}, errVersion
	}
	for i, d := range digits {
		v, err := strconv.ParseUint(d, 10, 32)
		if err != nil {
			return Parameters{}, errCostly // more digits than any number that is in bounds
		}
		n[i] = uint32(v)
	}
	version, p := n[0], Parameters{MemoryKiB: n[1], Iterations: n[2]}
	switch lanes := n[3]; {
	case version != argon2.Version:
		return p, errVersion
	case p.MemoryKiB < 1 || p.Iterations < 1 || lanes < 1:
		return p, errMalformed
	case lanes > maxLanes:
		return p, errLanes
	case p.MemoryKiB > maxMemoryKiB || p.Iterations > maxIterations:
		return p, errCostly
	default:
		p.Parallelism = uint8(lanes) // #nosec G115 -- at most 16
	}
	return p, nil
}

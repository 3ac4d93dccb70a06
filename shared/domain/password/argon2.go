package password

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strconv"

	"golang.org/x/crypto/argon2"
)

// argon2Method is argon2id, which new hashes are made by, or argon2i.
type argon2Method struct {
	Parameters
	variant string
	salt    []byte
	length  int // of the key
}

const (
	argon2id = "argon2id"
	argon2i  = "argon2i"
)

// argon2Form is the PHC string format. Django puts the name of the algorithm before it.
var argon2Form = regexp.MustCompile(`^(?:argon2)?\$(argon2id?)\$(?:v=(\d+)\$)?m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$`)

// Bounds of what is verified: beyond them a planted hash would exhaust the function.
const (
	maxMemoryKiB  = 256 << 10
	maxIterations = 16
	maxLanes      = 16
	minSaltBytes  = 8
	minKeyBytes   = 12
	maxKeyBytes   = 64
)

var b64 = base64.RawStdEncoding.Strict()

func parseArgon2(s string) (digest, error) {
	m := argon2Form.FindStringSubmatch(s)
	if m == nil {
		return digest{}, errMalformed
	}
	p, err := parameters(m[2:6])
	if err != nil {
		return digest{}, err
	}
	salt, saltErr := b64.DecodeString(m[6])
	key, keyErr := b64.DecodeString(m[7])
	switch {
	case saltErr != nil || keyErr != nil:
		return digest{}, errMalformed
	case len(salt) < minSaltBytes:
		return digest{}, errSalt
	}
	return digest{argon2Method{p, m[1], salt, len(key)}, key}, checkKey(key)
}

func checkKey(key []byte) error {
	if len(key) < minKeyBytes || len(key) > maxKeyBytes {
		return errKey
	}
	return nil
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

func (a argon2Method) derive(h *Hasher, encoding string) []byte {
	h.computed.Add(1)
	key := argon2.IDKey
	if a.variant == argon2i {
		key = argon2.Key
	}
	return key([]byte(encoding), a.salt, a.Iterations, a.MemoryKiB, a.Parallelism, uint32(a.length)) // #nosec G115 -- 12 to 64
}

func (argon2Method) whole(string) bool { return true }

func (a argon2Method) text(key []byte) string {
	return fmt.Sprintf("$%s$v=%d$m=%d,t=%d,p=%d$%s$%s", a.variant, argon2.Version,
		a.MemoryKiB, a.Iterations, a.Parallelism, b64.EncodeToString(a.salt), b64.EncodeToString(key))
}

func (a argon2Method) load() uint64 { return uint64(a.MemoryKiB) * uint64(a.Iterations) }

// argon2Floor are the least parameters that OWASP names for argon2id, each of them as costly to
// guess at as the others.
var argon2Floor = []Parameters{
	{MemoryKiB: 47104, Iterations: 1},
	{MemoryKiB: 19456, Iterations: 2},
	{MemoryKiB: 12288, Iterations: 3},
}

// strong asks for three passes of argon2i: attacks save memory where it makes fewer (RFC 9106 §4).
func (a argon2Method) strong() bool {
	if a.variant == argon2i && a.Iterations < 3 {
		return false
	}
	for _, least := range argon2Floor {
		if a.MemoryKiB >= least.MemoryKiB && a.Iterations >= least.Iterations {
			return true
		}
	}
	return false
}

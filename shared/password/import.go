package password

import (
	"golang.org/x/crypto/bcrypt"

	"latchkey/shared/fault"
)

// importable are the least parameters of hashes that are taken over from elsewhere: those
// that OWASP names for argon2id, each of them as costly to guess at as the others.
var importable = []Parameters{
	{MemoryKiB: 47104, Iterations: 1},
	{MemoryKiB: 19456, Iterations: 2},
	{MemoryKiB: 12288, Iterations: 3},
}

// CheckImported gives the reason against taking over a hash that was made elsewhere: one
// that cannot be verified here, or that would give its password away.
func CheckImported(field, stored string) []fault.Field {
	refuse := func(code, detail string) []fault.Field {
		return []fault.Field{{Name: field, Code: code, Detail: detail}}
	}
	hash, err := parse(stored)
	switch {
	case err != nil:
		return refuse("password_hash_unsupported", "A hash is of argon2id in the PHC string format, or of bcrypt.")
	case !strong(hash):
		return refuse("password_hash_weak", "This hash is too quick to guess at: bcrypt takes a cost of 10, argon2id 19456 KiB with 2 iterations, 12288 with 3 or 47104 with 1.")
	}
	return nil
}

func strong(h hash) bool {
	switch h := h.(type) {
	case bcryptHash:
		return h.cost >= bcrypt.DefaultCost
	case phc:
		for _, least := range importable {
			if h.MemoryKiB >= least.MemoryKiB && h.Iterations >= least.Iterations {
				return true
			}
		}
	}
	return false
}

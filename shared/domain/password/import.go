package password

import (
	"errors"
	"strings"

	"golang.org/x/crypto/bcrypt"

	"latchkey/shared/domain/fault"
)

// unfit is why a hash is not taken over. Every one of them is ErrUnreadable where it is stored.
type unfit struct{ code, detail string }

func (u unfit) Error() string        { return "password: " + u.code }
func (u unfit) Is(target error) bool { return target == ErrUnreadable }

// The reasons against a hash that was made elsewhere.
var (
	errUnknown   = unfit{"password_hash_unsupported", "Only bcrypt and argon2id (in the PHC string format) are supported."}
	errVersion   = unfit{"password_hash_version", "Only version 19 (v=19) of argon2id is supported."}
	errMalformed = unfit{"password_hash_malformed", "This hash is damaged: a part is missing, cut off or not well-formed."}
	errSalt      = unfit{"password_hash_salt", "The salt of this hash is too short. It needs at least 8 bytes."}
	errKey       = unfit{"password_hash_key", "The key of this hash has the wrong length. It needs 12 to 64 bytes."}
	errLanes     = unfit{"password_hash_lanes", "This hash has too many lanes. At most 16 (p=16) are supported."}
	errCostly    = unfit{"password_hash_costly", "Verifying this hash takes too long. The limit is bcrypt with a cost of 13, or argon2id with 262144 KiB and 3 iterations, or less memory and up to 16."}
	errWeak      = unfit{"password_hash_weak", "This hash is too weak. The minimum is bcrypt with a cost of 10, or argon2id with 19456 KiB and 2 iterations, 12288 KiB and 3, or 47104 KiB and 1."}
)

// importable are the least parameters of hashes that are taken over from elsewhere: those
// that OWASP names for argon2id, each of them as costly to guess at as the others.
var importable = []Parameters{
	{MemoryKiB: 47104, Iterations: 1},
	{MemoryKiB: 19456, Iterations: 2},
	{MemoryKiB: 12288, Iterations: 3},
}

// Imported is a hash that was made elsewhere, without the white space that exports leave around it.
func Imported(given string) string { return strings.TrimSpace(given) }

// CheckImported gives the reason against taking over a hash that was made elsewhere: one that
// cannot be verified here, would give its password away, or would cost a sign-in too much.
func CheckImported(field, given string) []fault.Field {
	var reason unfit
	if errors.As(checkImported(Imported(given)), &reason) {
		return []fault.Field{{Name: field, Code: reason.code, Detail: reason.detail}}
	}
	return nil
}

func checkImported(stored string) error {
	hash, err := parse(stored)
	switch {
	case err != nil:
		return err
	case !strong(hash):
		return errWeak
	case hash.load() > dearest:
		return errCostly
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

package password

import (
	"errors"
	"io"
	"strings"

	"latchkey/shared/domain/fault"
)

// unfit is why a hash is not taken over. Every one of them is ErrUnreadable where it is stored.
type unfit struct{ code, detail string }

func (u unfit) Error() string        { return "password: " + u.code }
func (u unfit) Is(target error) bool { return target == ErrUnreadable }

// The reasons against a hash that was made elsewhere.
var (
	errUnknown   = unfit{"password_hash_unsupported", "This kind of hash is not supported. Supported are argon2id, argon2i, bcrypt, PBKDF2, scrypt and salted SHA, in the forms that the contract lists."}
	errVersion   = unfit{"password_hash_version", "Only version 19 (v=19) of argon2 is supported."}
	errMalformed = unfit{"password_hash_malformed", "This hash is damaged: a part is missing, cut off or not well-formed."}
	errSalt      = unfit{"password_hash_salt", "The salt of this hash has the wrong length. argon2 needs at least 8 bytes, other hashes need one, and the maximum is 64."}
	errKey       = unfit{"password_hash_key", "The key of this hash has the wrong length. It needs 12 to 64 bytes."}
	errLanes     = unfit{"password_hash_lanes", "This hash has too many lanes. At most 16 (p=16) are supported."}
	errCostly    = unfit{"password_hash_costly", "Verifying this hash takes too long or too much memory. The contract lists the limits of each kind."}
)

// What is read of a hash from elsewhere.
const (
	maxTextBytes = 512
	maxSaltBytes = 64
)

// checkSalt refuses a hash without a salt, which one table of passwords reverses for all users. A
// short one does no harm: such a hash is wrapped, with a salt of ours.
func checkSalt(salt []byte) error {
	if len(salt) < 1 || len(salt) > maxSaltBytes {
		return errSalt
	}
	return nil
}

// CheckImported gives the reason against taking over a hash that was made elsewhere: one that
// cannot be verified here, or would cost a sign-in too much.
func CheckImported(field, given string) []fault.Field {
	var reason unfit
	if _, err := parseImported(given); errors.As(err, &reason) {
		return []fault.Field{{Name: field, Code: reason.code, Detail: reason.detail}}
	}
	return nil
}

// Import gives what is stored of a hash that was made elsewhere. A weak one is wrapped, so that it
// is never stored itself.
func (h *Hasher) Import(random io.Reader, given string) (string, error) {
	d, err := parseImported(given)
	if err == nil && !d.strong() {
		d, err = h.wrap(random, d)
	}
	if err != nil {
		return "", err
	}
	return d.String(), nil
}

// parseImported reads a hash, without the white space that exports leave around it.
func parseImported(given string) (digest, error) {
	text := strings.TrimSpace(given)
	d, err := parseKind(text)
	switch {
	case err != nil:
		return digest{}, err
	case len(text) > maxTextBytes:
		return digest{}, errMalformed
	case d.load() > dearest:
		return digest{}, errCostly
	}
	return d, nil
}

package password

import (
	"strings"

	"latchkey/shared/domain/token"
)

// method makes the key of a password: a kind of hash, with its parameters and its salt.
type method interface {
	// derive gives the key of an encoding of a password.
	derive(h *Hasher, encoding string) []byte
	// whole holds where all of an encoding goes into its key. Where a part does not, another
	// password has the same key.
	whole(encoding string) bool
	// text is the hash as it is stored, with a key.
	text(key []byte) string
	// load is what derive costs, in KiB that argon2id passes over.
	load() uint64
	// strong holds where the hash may be stored as it is.
	strong() bool
}

// digest is a hash: a key, and what it takes to make it again of the password.
type digest struct {
	method
	key []byte
}

func (d digest) String() string { return d.text(d.key) }

func (d digest) matches(h *Hasher, encoding string) bool {
	same := token.Equal(string(d.key), string(d.derive(h, encoding)))
	return same && d.whole(encoding)
}

// current holds where the hash was made as new ones are.
func (d digest) current() bool {
	a, ok := d.method.(argon2Method)
	return ok && a.variant == argon2id && a.Parameters == Current && len(d.key) == keyBytes
}

// kinds are the readers of hashes, by what a hash begins with.
var kinds = []struct {
	prefix string
	read   func(stored string) (digest, error)
}{
	{"$argon2id$", parseArgon2}, {"$argon2i$", parseArgon2}, {"argon2$argon2", parseArgon2},
	{"$2a$", parseBcrypt}, {"$2b$", parseBcrypt}, {"$2y$", parseBcrypt}, {"bcrypt$$2", parseBcrypt}, {"bcrypt_sha256$$2", parseBcrypt},
	{"$pbkdf2$", parsePBKDF2}, {"$pbkdf2-sha256$", parsePBKDF2}, {"$pbkdf2-sha512$", parsePBKDF2},
	{"pbkdf2_sha1$", parseDjangoPBKDF2}, {"pbkdf2_sha256$", parseDjangoPBKDF2},
	{"$scrypt$", parseScrypt}, {"scrypt$", parseDjangoScrypt},
	{"{SSHA}", parseSSHA}, {"{SSHA256}", parseSSHA}, {"{SSHA512}", parseSSHA}, {"sha1$", parseDjangoSHA},
}

// parse reads a hash as it is stored: of a kind that is known, or wrapped.
func parse(stored string) (digest, error) {
	if outer, inner, ok := strings.Cut(stored, over); ok {
		return parseWrapped(outer, inner)
	}
	return parseKind(stored)
}

func parseKind(stored string) (digest, error) {
	for _, k := range kinds {
		if strings.HasPrefix(stored, k.prefix) {
			return k.read(stored)
		}
	}
	return digest{}, errUnknown
}

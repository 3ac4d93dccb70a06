package factor

import (
	"encoding/base64"
	"errors"
	"fmt"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/keyed"
)

// Secret is that of an authenticator, encrypted: it has to be read to compare a code, so a hash would
// not do.
type Secret string

// Key encrypts the secrets of authenticators. It comes from the secret that is not rotated: they last
// for years.
type Key struct{ key keyed.Key }

var encoding = base64.RawURLEncoding.Strict()

var errEncrypted = errors.New("factor: what is stored was not encrypted under this key for this factor")

// NewKey derives the key.
func NewKey(secret string) (Key, error) {
	k, err := keyed.Derive(secret, "secrets of authenticators")
	return Key{k}, err
}

// Encrypt gives what is stored. In the item of another factor or user it cannot be decrypted.
func (k Key) Encrypt(owner account.ID, id string, plain []byte) (Secret, error) {
	aead, err := k.key.AEAD()
	if err != nil {
		return "", err
	}
	return Secret(encoding.EncodeToString(aead.Seal(nil, nil, plain, bound(owner, id)))), nil
}

func (k Key) decrypt(f Factor) ([]byte, error) {
	aead, err := k.key.AEAD()
	if err != nil {
		return nil, err
	}
	b, err := encoding.DecodeString(string(f.Secret))
	if err != nil {
		return nil, errEncrypted
	}
	plain, err := aead.Open(nil, nil, b, bound(f.UserID, f.ID))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errEncrypted, err)
	}
	return plain, nil
}

func bound(owner account.ID, id string) []byte { return []byte(owner.String() + " " + id) }

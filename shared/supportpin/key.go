package supportpin

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"latchkey/shared/account"
	"latchkey/shared/keyed"
)

// Key seals PINs.
type Key struct{ lock cipher.AEAD }

// first is the version of the key, which stands before whatever is sealed under it, so that
// another key can come after it.
const first = "1."

var encoding = base64.RawURLEncoding.Strict()

var errSealed = errors.New("supportpin: what is stored was not sealed under this key for this user")

// NewKey derives the key from the secret of PINs.
func NewKey(secret string) (Key, error) {
	k, err := keyed.Derive(secret, "support pins")
	if err != nil {
		return Key{}, err
	}
	lock, err := k.Lock()
	return Key{lock}, err
}

// Seal gives what is stored of a user's PIN. In the item of another user it does not open.
func (k Key) Seal(owner account.ID, d Digits) string {
	return first + encoding.EncodeToString(k.lock.Seal(nil, nil, []byte(d), []byte(owner.String())))
}

// Open gives the digits of a PIN.
func (k Key) Open(p PIN) (Digits, error) {
	sealed, ok := strings.CutPrefix(p.Sealed, first)
	if !ok {
		return "", errSealed
	}
	b, err := encoding.DecodeString(sealed)
	if err != nil {
		return "", errSealed
	}
	plain, err := k.lock.Open(nil, nil, b, []byte(p.UserID.String()))
	if err != nil {
		return "", fmt.Errorf("%w: %w", errSealed, err)
	}
	return Digits(plain), nil
}

// Matches compares in constant time.
func (k Key) Matches(p PIN, given Digits) (bool, error) {
	right, err := k.Open(p)
	return err == nil && subtle.ConstantTimeCompare([]byte(right), []byte(given)) == 1, err
}

package supportpin

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/keyed"
	"latchkey/shared/domain/token"
)

// Key encrypts PINs.
type Key struct{ ring *keyed.Ring }

var encoding = base64.RawURLEncoding.Strict()

var errEncrypted = errors.New("supportpin: what is stored was not encrypted under this key for this user")

// NewKey derives the key from the secret of PINs.
func NewKey(ctx context.Context, secret keyed.Secret) (Key, error) {
	r, err := keyed.NewRing(ctx, secret, "support pins")
	return Key{r}, err
}

// Encrypt gives what is stored of a user's PIN, behind the version of the key. In the item of
// another user it cannot be decrypted.
func (k Key) Encrypt(ctx context.Context, owner account.ID, d Digits) (string, error) {
	current := k.ring.Current(ctx)
	aead, err := current.AEAD()
	if err != nil {
		return "", err
	}
	return current.Version() + "." + encoding.EncodeToString(aead.Seal(nil, nil, []byte(d), []byte(owner.String()))), nil
}

// Decrypt gives the digits of a PIN; ErrNotFound when the key that it was encrypted under is gone.
func (k Key) Decrypt(ctx context.Context, p PIN) (Digits, error) {
	version, encrypted, _ := strings.Cut(p.Encrypted, ".")
	b, err := encoding.DecodeString(encrypted)
	if err != nil {
		return "", errEncrypted
	}
	key, err := k.ring.Version(ctx, version)
	if errors.Is(err, keyed.ErrRetired) {
		return "", ErrNotFound.Because(err)
	}
	if err != nil {
		return "", err
	}
	aead, err := key.AEAD()
	if err != nil {
		return "", err
	}
	plain, err := aead.Open(nil, nil, b, []byte(p.UserID.String()))
	if err != nil {
		return "", fmt.Errorf("%w: %w", errEncrypted, err)
	}
	return Digits(plain), nil
}

// Matches compares in constant time.
func (k Key) Matches(ctx context.Context, p PIN, given Digits) (bool, error) {
	right, err := k.Decrypt(ctx, p)
	return err == nil && token.Equal(string(right), string(given)), err
}

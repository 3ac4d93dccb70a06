package supportpin

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/keyed"
)

// Key seals PINs.
type Key struct{ ring *keyed.Ring }

var encoding = base64.RawURLEncoding.Strict()

var errSealed = errors.New("supportpin: what is stored was not sealed under this key for this user")

// NewKey derives the key from the secret of PINs.
func NewKey(ctx context.Context, secret keyed.Secret) (Key, error) {
	r, err := keyed.NewRing(ctx, secret, "support pins")
	return Key{r}, err
}

// Seal gives what is stored of a user's PIN, behind the version of the key. In the item of
// another user it does not open.
func (k Key) Seal(ctx context.Context, owner account.ID, d Digits) (string, error) {
	current := k.ring.Current(ctx)
	lock, err := current.Lock()
	if err != nil {
		return "", err
	}
	return current.Version() + "." + encoding.EncodeToString(lock.Seal(nil, nil, []byte(d), []byte(owner.String()))), nil
}

// Open gives the digits of a PIN; ErrNotFound when the key that it was sealed under is gone.
func (k Key) Open(ctx context.Context, p PIN) (Digits, error) {
	version, sealed, _ := strings.Cut(p.Sealed, ".")
	b, err := encoding.DecodeString(sealed)
	if err != nil {
		return "", errSealed
	}
	key, err := k.ring.Version(ctx, version)
	if errors.Is(err, keyed.ErrRetired) {
		return "", ErrNotFound.Because(err)
	}
	if err != nil {
		return "", err
	}
	lock, err := key.Lock()
	if err != nil {
		return "", err
	}
	plain, err := lock.Open(nil, nil, b, []byte(p.UserID.String()))
	if err != nil {
		return "", fmt.Errorf("%w: %w", errSealed, err)
	}
	return Digits(plain), nil
}

// Matches compares in constant time.
func (k Key) Matches(ctx context.Context, p PIN, given Digits) (bool, error) {
	right, err := k.Open(ctx, p)
	return err == nil && subtle.ConstantTimeCompare([]byte(right), []byte(given)) == 1, err
}

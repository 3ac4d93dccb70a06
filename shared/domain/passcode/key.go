package passcode

import (
	"context"
	"errors"

	"latchkey/shared/domain/keyed"
	"latchkey/shared/domain/token"
)

// Key hashes codes. Their plain hash would be reversed in a second by trying a million.
type Key struct{ ring *keyed.Ring }

// NewKey derives the key from the secret of passcodes.
func NewKey(ctx context.Context, secret keyed.Secret) (Key, error) {
	r, err := keyed.NewRing(ctx, secret, "passcodes")
	return Key{r}, err
}

// SetHash puts into a passcode what is stored of its code, and the version of the key. It takes
// in all that the code is bound to.
func (k Key) SetHash(ctx context.Context, p *Passcode, code Code) {
	current := k.ring.Current(ctx)
	p.OTP, p.KeyVersion = hash(current, *p, code), current.Version()
}

// Matches compares in constant time. A code whose key is no longer valid matches nothing.
func (k Key) Matches(ctx context.Context, p Passcode, code Code) (bool, error) {
	key, err := k.ring.Version(ctx, p.KeyVersion)
	if errors.Is(err, keyed.ErrRetired) {
		return false, ErrClosed.Because(err)
	}
	return err == nil && token.Equal(p.OTP, hash(key, p, code)), err
}

func hash(k keyed.Key, p Passcode, code Code) string {
	return k.Hex(string(p.Purpose), p.UserID.String(), p.ID, string(p.Channel), p.SentTo, p.Change, string(code))
}

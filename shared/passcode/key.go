package passcode

import (
	"crypto/hmac"

	"latchkey/shared/keyed"
)

// Key seals codes. Their plain hash would be reversed in a second by trying a million.
type Key struct{ keyed.Key }

// NewKey derives the key from the service's secret.
func NewKey(secret string) (Key, error) {
	k, err := keyed.Derive(secret, "passcodes")
	return Key{k}, err
}

// Seal gives what is stored of a code. It takes in all that the code is bound to.
func (k Key) Seal(p Passcode, code Code) string {
	return k.Hex(string(p.Purpose), p.UserID.String(), p.ID, string(p.Channel), p.SentTo, p.Change, string(code))
}

// Matches compares in constant time.
func (k Key) Matches(p Passcode, code Code) bool {
	return hmac.Equal([]byte(p.OTP), []byte(k.Seal(p, code)))
}

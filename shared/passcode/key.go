package passcode

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// Key seals codes. Their plain hash would be reversed in a second by trying a million.
type Key struct{ bytes []byte }

// NewKey derives the key from the service's secret.
func NewKey(secret string) (Key, error) {
	k, err := hkdf.Key(sha256.New, []byte(secret), nil, "latchkey passcodes", sha256.Size)
	if err != nil {
		return Key{}, fmt.Errorf("passcode: derive the key: %w", err)
	}
	return Key{k}, nil
}

// Seal gives what is stored of a code. It takes in all that the code is bound to, each
// part behind its length, so that no two bindings run together.
func (k Key) Seal(p Passcode, code Code) string {
	mac := hmac.New(sha256.New, k.bytes)
	for _, part := range []string{string(p.Purpose), p.UserID.String(), p.ID, string(p.Channel), p.SentTo, p.Change, string(code)} {
		mac.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		mac.Write([]byte(part))
	}
	return hex.EncodeToString(mac.Sum(nil))
}

// Matches compares in constant time.
func (k Key) Matches(p Passcode, code Code) bool {
	return hmac.Equal([]byte(p.OTP), []byte(k.Seal(p, code)))
}

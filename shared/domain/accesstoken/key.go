package accesstoken

import (
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
)

// Key is the public half of a key that signs tokens.
type Key struct {
	ID       string // the thumbprint of RFC 7638, which stands in each token that the key signed
	Modulus  string // both in base64url, as a JWK has them (RFC 7518 §6.3.1)
	Exponent string
}

var encoding = base64.RawURLEncoding

func newKey(public *rsa.PublicKey) Key {
	k := Key{
		Modulus:  encoding.EncodeToString(public.N.Bytes()),
		Exponent: encoding.EncodeToString(big.NewInt(int64(public.E)).Bytes()),
	}
	sum := sha256.Sum256([]byte(`{"e":"` + k.Exponent + `","kty":"RSA","n":"` + k.Modulus + `"}`))
	k.ID = encoding.EncodeToString(sum[:])
	return k
}

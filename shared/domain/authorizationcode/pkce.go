package authorizationcode

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"

	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/token"
)

// Challenge is what an application begins with: SHA-256 of its verifier, in base64url (S256 of RFC 7636
// §4.2). There is no other method: a plain challenge would be read where the code is.
type Challenge string

// Verifier is the secret that an application keeps until it redeems the code.
type Verifier string

var (
	challenge = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)
	verifier  = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`)
)

// Check gives the reasons against a challenge's form.
func (c Challenge) Check() []fault.Field {
	switch {
	case c == "":
		return []fault.Field{fault.Required("code_challenge")}
	case !challenge.MatchString(string(c)):
		return []fault.Field{{
			Name: "code_challenge", Code: "malformed_code_challenge",
			Detail: "This is not a SHA-256 in base64url without padding, which has 43 characters.",
		}}
	}
	return nil
}

// Check gives the reasons against a verifier's form.
func (v Verifier) Check() []fault.Field {
	switch {
	case v == "":
		return []fault.Field{fault.Required("code_verifier")}
	case !verifier.MatchString(string(v)):
		return []fault.Field{{
			Name: "code_verifier", Code: "malformed_code_verifier",
			Detail: "A verifier is 43 to 128 letters, digits, hyphens, dots, underscores and tildes.",
		}}
	}
	return nil
}

// Matches says whether a challenge was made of a verifier.
func (c Challenge) Matches(v Verifier) bool {
	sum := sha256.Sum256([]byte(v))
	return token.Equal(string(c), base64.RawURLEncoding.EncodeToString(sum[:]))
}

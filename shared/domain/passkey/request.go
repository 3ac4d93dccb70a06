package passkey

import (
	"encoding/base64"

	"latchkey/shared/domain/factor"
)

// Verification says whether the authenticator is to verify the user, by a PIN or a finger.
type Verification string

// The verifications.
const (
	// Required is of a sign-in in which the passkey stands for the password, too.
	Required Verification = "required"
	// Preferred is of a second factor.
	Preferred Verification = "preferred"
)

// Request is what a browser asks an authenticator to sign.
type Request struct {
	Challenge    []byte
	Domain       string
	Verification Verification
	Allowed      []Credential // empty where the user chooses among those that the authenticator has
}

// Credential names a passkey, and how browsers reach it.
type Credential struct {
	ID         []byte
	Transports []string
}

// Encoding is that of bytes in the JSON forms of WebAuthn.
var Encoding = base64.RawURLEncoding

// ChallengeOf is what signs for a challenge of an id. The id is random, and nobody knows it but the client
// that proved a password or a session, so nothing more has to be stored.
func ChallengeOf(id string) []byte { return []byte(id) }

// SignIn asks for any passkey of the site, in place of a username and a password.
func (s Site) SignIn(id string) Request {
	return Request{Challenge: ChallengeOf(id), Domain: s.Domain, Verification: Required}
}

// Of asks for one of a user's. The client has proved their password or a session: nobody else is told
// which passkeys they have.
func (s Site) Of(all factor.Set, id string) Request {
	q := Request{Challenge: ChallengeOf(id), Domain: s.Domain, Verification: Preferred}
	for _, f := range s.usable(all) {
		q.Allowed = append(q.Allowed, Credential{f.Passkey.CredentialID, f.Passkey.Transports})
	}
	return q
}

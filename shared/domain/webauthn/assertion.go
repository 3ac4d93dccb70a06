// Package webauthn verifies what authenticators sign, with the library for it.
//
// The library is large, so only the functions that verify import this package. What asks for passkeys is
// in package passkey.
package webauthn

import (
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"

	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/domain/token"
)

// errMalformed is against the form of a credential. What it says is another question.
var errMalformed = fault.Field{Name: "credential", Code: "malformed_credential", Detail: "This is not a credential as PublicKeyCredential.toJSON() gives it."}

// maxID is the longest id that an authenticator gives to a credential, in bytes (WebAuthn §5.8.3).
const maxID = 1023

// Assertion is what an authenticator signed to sign somebody in.
type Assertion struct {
	parsed *protocol.ParsedCredentialAssertionData
}

// ReadAssertion reads a credential in the form of PublicKeyCredential.toJSON().
func ReadAssertion(credential []byte) (Assertion, error) {
	if len(credential) == 0 {
		return Assertion{}, fault.Check(fault.Required("credential"))
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(credential)
	switch {
	case err != nil:
		return Assertion{}, fault.ErrInvalid.For(errMalformed).Because(inWords(err))
	case len(parsed.RawID) > maxID:
		return Assertion{}, fault.Check(errMalformed)
	}
	return Assertion{parsed}, nil
}

// Credential is the id of the passkey.
func (a Assertion) Credential() []byte { return a.parsed.RawID }

// Verify gives what changes of a passkey of the user by the assertion; passkey.ErrInvalid where it is of
// another passkey, page or site, answers something else, or was not signed with the key. With a challenge
// alone the user has to be named by the passkey, and to be verified by it, now and when it was made.
//
// passkey.ErrCloned comes last, so that it is true: the assertion is right in everything but the counter.
func (a Assertion) Verify(s passkey.Site, q passkey.Request, f factor.Factor) (factor.Signed, error) {
	alone := q.Verification == passkey.Required
	origin, handle := a.parsed.Response.CollectedClientData.Origin, a.parsed.Response.UserHandle
	flags := a.parsed.Response.AuthenticatorData.Flags
	switch {
	case !s.Usable(f), !s.Takes(origin):
		return factor.Signed{}, passkey.ErrInvalid
	case !token.Equal(string(f.Passkey.CredentialID), string(a.parsed.RawID)):
		return factor.Signed{}, passkey.ErrInvalid
	case (alone || len(handle) > 0) && !token.Equal(string(f.Passkey.Handle), string(handle)):
		return factor.Signed{}, passkey.ErrInvalid
	case alone && !f.Passkey.UserVerified:
		return factor.Signed{}, passkey.ErrInvalid
	case flags.HasBackupEligible() != f.Passkey.Synced, flags.HasBackupState() && !flags.HasBackupEligible():
		return factor.Signed{}, passkey.ErrInvalid
	}
	err := a.parsed.Verify(
		passkey.Encoding.EncodeToString(q.Challenge), s.Domain, "", []string{origin}, []string{origin}, nil, protocol.TopOriginExplicitVerificationMode,
		false, alone, true, f.Passkey.PublicKey, protocol.SignaturePolicy{},
	)
	if err != nil {
		return factor.Signed{}, passkey.ErrInvalid.Because(inWords(err))
	}
	signed := factor.Signed{Before: f.Passkey.Counter, Counter: a.parsed.Response.AuthenticatorData.Counter, BackedUp: flags.HasBackupState()}
	if signed.Cloned() {
		return factor.Signed{}, passkey.ErrCloned
	}
	return signed, nil
}

// inWords is what the library says for the log. Its further details have what the client sent.
func inWords(err error) error {
	var known *protocol.Error
	if errors.As(err, &known) {
		return fmt.Errorf("%s: %s", known.Type, known.Details)
	}
	return fmt.Errorf("webauthn: %T", err)
}

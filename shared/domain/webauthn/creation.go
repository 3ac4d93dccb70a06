package webauthn

import (
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"

	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/passkey"
)

// maxKey is the most bytes of a public key. RSA with 4096 bits has some 530.
const maxKey = 1024

// Creation is a passkey that an authenticator made.
type Creation struct {
	parsed *protocol.ParsedCredentialCreationData
}

// ReadCreation reads a credential in the form of PublicKeyCredential.toJSON().
func ReadCreation(credential []byte) (Creation, error) {
	if len(credential) == 0 {
		return Creation{}, fault.Check(fault.Required("credential"))
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(credential)
	switch {
	case err != nil:
		return Creation{}, fault.ErrInvalid.For(errMalformed).Because(inWords(err))
	case len(parsed.RawID) > maxID:
		return Creation{}, fault.Check(errMalformed)
	}
	return Creation{parsed}, nil
}

// Verify gives the passkey of an enrolment: what is stored of it, beside what stood on the enrolment.
// passkey.ErrInvalid where it is for another page, site or challenge.
//
// No attestation was asked for, so who made the authenticator decides nothing. A statement that comes all
// the same has to be right.
func (c Creation) Verify(s passkey.Site, challenge []byte, pending factor.Passkey) (factor.Passkey, error) {
	origin := c.parsed.Response.CollectedClientData.Origin
	data := c.parsed.Response.AttestationObject.AuthData
	switch {
	case !s.On(), pending.Domain != s.Domain, !s.Takes(origin):
		return factor.Passkey{}, passkey.ErrInvalid
	case data.Flags.HasBackupState() && !data.Flags.HasBackupEligible(), len(data.AttData.CredentialPublicKey) > maxKey:
		return factor.Passkey{}, passkey.ErrInvalid
	}
	_, err := c.parsed.Verify(
		passkey.Encoding.EncodeToString(challenge), s.Domain, []string{origin}, []string{origin}, nil, protocol.TopOriginExplicitVerificationMode,
		false, false, true, nil, algorithms(), protocol.AttestationPolicy{}, protocol.SignaturePolicy{},
	)
	if err != nil {
		return factor.Passkey{}, passkey.ErrInvalid.Because(inWords(err))
	}
	made := pending
	made.CredentialID, made.PublicKey, made.Counter = data.AttData.CredentialID, data.AttData.CredentialPublicKey, data.Counter
	made.UserVerified, made.Synced, made.BackedUp = data.Flags.HasUserVerified(), data.Flags.HasBackupEligible(), data.Flags.HasBackupState()
	made.Transports = transports(c.parsed.Response.Transports)
	return made, nil
}

func algorithms() (all []protocol.CredentialParameter) {
	for _, a := range passkey.Algorithms {
		all = append(all, protocol.CredentialParameter{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.COSEAlgorithmIdentifier(a)})
	}
	return all
}

// transports are those that are known. A client says them, and gets them again as they are.
func transports(given []protocol.AuthenticatorTransport) (all []string) {
	for _, t := range given {
		if known := string(t); slices.Contains(passkey.Transports, known) && !slices.Contains(all, known) {
			all = append(all, known)
		}
	}
	return all
}

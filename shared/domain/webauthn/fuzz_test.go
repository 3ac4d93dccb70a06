package webauthn_test

import (
	"errors"
	"testing"

	"latchkey/infra/testing/refusal"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/domain/webauthn"
)

var site = passkey.NewSite("localhost", "http://localhost:3000", "http://localhost:3000", "Latchkey")

// What browsers sent, of a passkey that was signed with and of one that was made.
const (
	signed = `{"type":"public-key","id":"dGhlIHBhc3NrZXkgb2YgaXJpcw","rawId":"dGhlIHBhc3NrZXkgb2YgaXJpcw","response":{` +
		`"authenticatorData":"SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MdAAAAAA","clientDataJSON":"eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiVTBsSFRrbFNTVk5KVGciLCJvcmlnaW4iOiJodHRwOi8vbG9jYWxob3N0OjMwMDAifQ",` +
		`"signature":"MEUCIEnmIEyKRqgw-nq7_65LlhY-cROCgphq_kBUOpoQCp84AiEAnpwx_Gpu-j_izrrI1v3XhuwHzrP6Sck8wDax4uqF8yc","userHandle":"dGhpcnR5LXR3byBieXRlcyBhYm91dCBub2JvZHkuLi4"}}`
	made = `{"type":"public-key","id":"AAAA","rawId":"AAAA","response":{"clientDataJSON":"eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0",` +
		`"attestationObject":"o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVikSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAAAAAAAAAAAAAAAAAAAAAAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fpQECAyYgASFYIMA3AiJ4bVL2NgdM0sqgidH2lByRKaTDXA1F_H9N8rKIIlgg9_QGgTj0yCoGMOe_2QM-suPp3gA5NAZ1YJg7IinNzqY"}}`
)

// A credential that a browser cannot have sent is refused as one, and one that can be read is verified
// without a crash. No change of bytes makes another credential valid.
func FuzzCredentials(f *testing.F) {
	for _, c := range []string{
		"", "{}", "null", "[]", signed, made, `{"type":"public-key","id":"","rawId":"","response":{}}`, `{"type":"public-key","id":"AA","rawId":"AA","response":{"authenticatorData":"","clientDataJSON":"e30","signature":""}}`,
		`{"type":"public-key","id":"AA","rawId":"AA","response":{"clientDataJSON":"e30","attestationObject":"o2NmbXRmcGFja2Vk"}}`,
	} {
		f.Add([]byte(c))
	}
	stored := factor.Factor{Type: account.Passkey, Passkey: factor.Passkey{
		CredentialID: []byte("the passkey of iris"), PublicKey: []byte{0xa5, 1, 2, 3}, Handle: []byte("thirty-two bytes about nobody..."), Domain: "localhost", UserVerified: true, Synced: true,
	}}
	f.Fuzz(func(t *testing.T, credential []byte) {
		assertion, err := webauthn.ReadAssertion(credential)
		refusal.Check(t, err, "credential")
		if err == nil {
			_, err := assertion.Verify(site, passkey.Request{Challenge: []byte("SIGNIRISIN"), Verification: passkey.Required}, stored)
			unproven(t, err)
		}
		creation, err := webauthn.ReadCreation(credential)
		refusal.Check(t, err, "credential")
		if err == nil {
			_, err := creation.Verify(site, []byte("a challenge"), factor.Passkey{Domain: "localhost"})
			unproven(t, err)
		}
	})
}

// unproven fails where a credential proves something, or the service fails for it.
func unproven(t *testing.T, err error) {
	t.Helper()
	var refused *fault.Fault
	if !errors.As(err, &refused) || refused.Kind == fault.Internal {
		t.Errorf("verified: %v", err)
	}
}

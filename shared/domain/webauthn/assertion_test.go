package webauthn_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"testing"

	"github.com/descope/virtualwebauthn"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/domain/webauthn"
)

var (
	party     = virtualwebauthn.RelyingParty{ID: site.Domain, Origin: site.Origins[0]}
	challenge = []byte("a challenge")
)

// credential has an id of that many bytes, and a key without zeros in front, which its library would leave out.
func credential(size int) virtualwebauthn.Credential {
	for {
		c := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
		if c.ID = bytes.Repeat([]byte{7}, size); len(c.Key.AttestationData()) == 77 {
			return c
		}
	}
}

// created is the passkey of a credential.
func created(t *testing.T, key virtualwebauthn.Authenticator, c virtualwebauthn.Credential) factor.Passkey {
	t.Helper()
	creation, err := webauthn.ReadCreation([]byte(virtualwebauthn.CreateAttestationResponse(party, key, c, virtualwebauthn.AttestationOptions{Challenge: challenge})))
	if err != nil {
		t.Fatal(err)
	}
	pending, _, err := site.Begin(rand.Reader, factor.Set{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := creation.Verify(site, challenge, pending)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// An id is as long as an authenticator may make it, and no longer: it is stored.
func TestIDs(t *testing.T) {
	for size, want := range map[int]error{1024: fault.ErrInvalid, 1023: nil} {
		c, key := credential(size), virtualwebauthn.NewAuthenticator()
		_, err := webauthn.ReadCreation([]byte(virtualwebauthn.CreateAttestationResponse(party, key, c, virtualwebauthn.AttestationOptions{Challenge: challenge})))
		_, signed := webauthn.ReadAssertion([]byte(virtualwebauthn.CreateAssertionResponse(party, key, c, virtualwebauthn.AssertionOptions{Challenge: challenge})))
		if !errors.Is(err, want) || !errors.Is(signed, want) {
			t.Errorf("%d bytes: %v, %v", size, err, signed)
		}
	}
}

// A key that is a second factor need not say whose it is. If it says so, or signs in alone, it has to be right.
func TestHandles(t *testing.T) {
	c, key := credential(32), virtualwebauthn.NewAuthenticator()
	p := created(t, key, c)
	for _, each := range []struct {
		name   string
		handle []byte
		alone  bool
		want   error
	}{
		{"of somebody else", []byte("another"), false, passkey.ErrInvalid},
		{"of somebody else, alone", []byte("another"), true, passkey.ErrInvalid},
		{"none, alone", nil, true, passkey.ErrInvalid},
		{"none", nil, false, nil},
		{"their own", p.Handle, false, nil},
		{"their own, alone", p.Handle, true, nil},
	} {
		key.Options.UserHandle = each.handle
		a, err := webauthn.ReadAssertion([]byte(virtualwebauthn.CreateAssertionResponse(party, key, c, virtualwebauthn.AssertionOptions{Challenge: challenge})))
		if err != nil {
			t.Fatal(err)
		}
		q := passkey.Request{Challenge: challenge, Domain: site.Domain}
		if each.alone {
			q.Verification = passkey.Required
		}
		if _, err := a.Verify(site, q, factor.Factor{Type: account.Passkey, Passkey: p}); !errors.Is(err, each.want) {
			t.Errorf("%s: %v", each.name, err)
		}
	}
}

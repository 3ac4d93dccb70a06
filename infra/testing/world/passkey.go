package world

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/go-json-experiment/json"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/domain/webauthn"
	"latchkey/shared/edge/wire"
)

// Site is where passkeys work in the world.
var Site = passkey.NewSite("latchkey.example", "", "https://id.latchkey.example", "Latchkey")

// SecurityKey has one passkey. A test changes what it signs with.
type SecurityKey struct {
	virtualwebauthn.Authenticator
	virtualwebauthn.RelyingParty
	Credential virtualwebauthn.Credential
}

// NewSecurityKey makes one that verifies its user and counts nothing, as passkeys that are synced do.
func NewSecurityKey() *SecurityKey {
	options := virtualwebauthn.AuthenticatorOptions{BackupEligible: true, BackupState: true}
	return &SecurityKey{
		Authenticator: virtualwebauthn.NewAuthenticatorWithOptions(options),
		RelyingParty:  virtualwebauthn.RelyingParty{ID: Site.Domain, Name: Site.Service, Origin: Site.Origins[0]},
		Credential:    credential(),
	}
}

// credential draws keys until one has no zeros in front, which its library would leave out.
func credential() virtualwebauthn.Credential {
	const size = 77 // of a key of P-256 in COSE
	for {
		if c := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(c.Key.AttestationData()) == size {
			return c
		}
	}
}

// Create makes the passkey that creation options ask for, as a browser sends it.
func (k *SecurityKey) Create(t testing.TB, options []byte) string {
	t.Helper()
	asked, err := virtualwebauthn.ParseAttestationOptions(string(options))
	if err != nil {
		t.Fatal(err)
	}
	k.Authenticator.Options.UserHandle = []byte(asked.UserID)
	return virtualwebauthn.CreateAttestationResponse(k.RelyingParty, k.Authenticator, k.Credential, *asked)
}

// Sign answers request options, as a browser sends it.
func (k *SecurityKey) Sign(t testing.TB, options *wire.RequestOptions) string {
	t.Helper()
	if options == nil {
		t.Fatal("nothing is to be signed")
	}
	challenge, err := passkey.Encoding.DecodeString(options.Challenge)
	if err != nil {
		t.Fatal(err)
	}
	asked := virtualwebauthn.AssertionOptions{Challenge: challenge, RelyingPartyID: options.RPID}
	return virtualwebauthn.CreateAssertionResponse(k.RelyingParty, k.Authenticator, k.Credential, asked)
}

// PasskeyOn makes a passkey on a key for a user at a time, as an enrolment does, with recovery codes. Their
// sessions end.
func (w *World) PasskeyOn(t testing.TB, k *SecurityKey, u account.User, at time.Time) Enrolled {
	t.Helper()
	enrolled, err := w.Store.Factors(t.Context(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	pending, challenge, err := Site.Begin(rand.Reader, enrolled)
	if err != nil {
		t.Fatal(err)
	}
	f := factor.Factor{ID: rand.Text(), UserID: u.ID, Type: account.Passkey, Name: "key", CreatedAt: at, Passkey: pending}
	f.Pending.Challenge = challenge
	options, err := json.Marshal(wire.CreationOptionsOf(Site.Create(f, u, enrolled)))
	if err != nil {
		t.Fatal(err)
	}
	made, err := webauthn.ReadCreation([]byte(k.Create(t, options)))
	if err != nil {
		t.Fatal(err)
	}
	if f.Passkey, err = made.Verify(Site, passkey.ChallengeOf(challenge), f.Passkey); err != nil {
		t.Fatal(err)
	}
	f.Pending = factor.Pending{}
	return w.enrol(t, u, f)
}

// Assertion is the body of an answer with a passkey.
func Assertion(id, credential string) string {
	return `{"challenge_id":"` + id + `","credential":` + credential + `}`
}

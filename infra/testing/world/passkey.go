package world

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/go-json-experiment/json"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
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
	k.Options.UserHandle = []byte(asked.UserID)
	return virtualwebauthn.CreateAttestationResponse(k.RelyingParty, k.Authenticator, k.Credential, *asked)
}

// Sign answers request options, as a browser sends it.
func (k *SecurityKey) Sign(t testing.TB, options *wire.RequestOptions) string {
	t.Helper()
	if options == nil {
		t.Fatal("nothing is to be signed")
		return ""
	}
	challenge, err := passkey.Encoding.DecodeString(options.Challenge)
	if err != nil {
		t.Fatal(err)
	}
	asked := virtualwebauthn.AssertionOptions{Challenge: challenge, RelyingPartyID: options.RPID}
	return virtualwebauthn.CreateAssertionResponse(k.RelyingParty, k.Authenticator, k.Credential, asked)
}

// BeginPasskey begins the enrolment of a passkey in a session, and gives what a browser is asked for.
func (w *World) BeginPasskey(t testing.TB, u account.User, session string) (Enrolled, []byte) {
	t.Helper()
	enrolled, err := w.Store.Factors(t.Context(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	f := factor.Enrolment{Type: account.Passkey, Name: "key"}.Begin(u, session, w.Now())
	if f.Passkey, f.Pending.Challenge, err = Site.Begin(rand.Reader, enrolled); err != nil {
		t.Fatal(err)
	}
	options, err := json.Marshal(wire.CreationOptionsOf(Site.Create(f, u, enrolled)))
	if err := errors.Join(err, w.Store.SavePending(t.Context(), u, f, nil)); err != nil {
		t.Fatal(err)
	}
	u.Version++
	return Enrolled{User: u, Factor: f}, options
}

// PasskeyOn makes a passkey on a key for a user at a time, with recovery codes. Their sessions end.
func (w *World) PasskeyOn(t testing.TB, k *SecurityKey, u account.User, at time.Time) Enrolled {
	t.Helper()
	e, options := w.BeginPasskey(t, u, "a session")
	made, err := webauthn.ReadCreation([]byte(k.Create(t, options)))
	if err != nil {
		t.Fatal(err)
	}
	f := e.Factor.Confirm(factor.Use{}, at)
	if f.Passkey, err = made.Verify(Site, passkey.ChallengeOf(e.Factor.Pending.Challenge), f.Passkey); err != nil {
		t.Fatal(err)
	}
	return w.enrol(t, e.User, f)
}

// Proof is what a key gets for the challenge of a request, as a step-up does.
func (w *World) Proof(t testing.TB, k *SecurityKey, q passcode.Request) (challenge, proof string) {
	t.Helper()
	p, err := w.Issuer.Issue(t.Context(), q.By(account.FactorTypes{account.Passkey}, account.Passkey), w.Now())
	if err != nil {
		t.Fatal(err)
	}
	given, err := webauthn.ReadAssertion([]byte(k.Sign(t, wire.RequestOptionsOf(p.Ask))))
	if err != nil {
		t.Fatal(err)
	}
	owner, id, err := w.Store.PasskeyOwner(t.Context(), given.Credential())
	if err != nil {
		t.Fatal(err)
	}
	f, err := w.Store.Factor(t.Context(), owner, id)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := given.Verify(Site, *p.Ask, f)
	if err != nil {
		t.Fatal(err)
	}
	p.Use = factor.Use{Type: account.Passkey, ID: f.ID, Since: f.CreatedAt, Signed: &signed}
	p, code := w.Issuer.Key.Proven(t.Context(), p, w.Now())
	if err := w.Store.Prove(t.Context(), p, w.Now()); err != nil {
		t.Fatal(err)
	}
	return p.ID, string(code)
}

// Assertion is the body of an answer with a passkey.
func Assertion(id, credential string) string {
	return `{"challenge_id":"` + id + `","credential":` + credential + `}`
}

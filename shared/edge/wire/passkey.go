package wire

import (
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/passkey"
)

// The forms of passkeys are those of PublicKeyCredential.parseRequestOptionsFromJSON and
// parseCreationOptionsFromJSON: bytes in base64url, times in milliseconds.
const publicKey = "public-key"

// RequestOptions are what a browser asks an authenticator to sign.
type RequestOptions struct {
	Challenge        string      `json:"challenge"`
	RPID             string      `json:"rpId"`
	AllowCredentials []PublicKey `json:"allowCredentials"`
	UserVerification string      `json:"userVerification"`
	Timeout          int64       `json:"timeout"`
}

// PublicKey names a passkey.
type PublicKey struct {
	Type       string   `json:"type"`
	ID         string   `json:"id"`
	Transports []string `json:"transports,omitempty"`
}

// RequestOptionsOf shows what is to be signed; nil where it is nothing.
func RequestOptionsOf(q *passkey.Request) *RequestOptions {
	if q == nil {
		return nil
	}
	return &RequestOptions{
		Challenge: passkey.Encoding.EncodeToString(q.Challenge), RPID: q.Domain, AllowCredentials: publicKeys(q.Allowed),
		UserVerification: string(q.Verification), Timeout: passkey.Timeout.Milliseconds(),
	}
}

func publicKeys(all []passkey.Credential) []PublicKey {
	shown := make([]PublicKey, len(all))
	for i, c := range all {
		shown[i] = PublicKey{publicKey, passkey.Encoding.EncodeToString(c.ID), c.Transports}
	}
	return shown
}

// CreationOptions are what a browser asks an authenticator to make.
type CreationOptions struct {
	RP                     RelyingParty           `json:"rp"`
	User                   PasskeyUser            `json:"user"`
	Challenge              string                 `json:"challenge"`
	PubKeyCredParams       []KeyParameter         `json:"pubKeyCredParams"`
	Timeout                int64                  `json:"timeout"`
	ExcludeCredentials     []PublicKey            `json:"excludeCredentials"`
	AuthenticatorSelection AuthenticatorSelection `json:"authenticatorSelection"`
	Attestation            string                 `json:"attestation"`
}

// RelyingParty is the service, as authenticators know it.
type RelyingParty struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// PasskeyUser is the user, as authenticators show them.
type PasskeyUser struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
}

// KeyParameter is an algorithm, by its number in COSE.
type KeyParameter struct {
	Type string `json:"type"`
	Alg  int    `json:"alg"`
}

// AuthenticatorSelection says which authenticators serve.
type AuthenticatorSelection struct {
	ResidentKey        string `json:"residentKey"`
	RequireResidentKey bool   `json:"requireResidentKey"`
	UserVerification   string `json:"userVerification"`
}

// CreationOptionsOf shows what is to be made: a passkey that signs in without a username, so it has to be
// stored on the authenticator.
func CreationOptionsOf(c passkey.Creation) CreationOptions {
	o := CreationOptions{
		RP:        RelyingParty{c.Site.Domain, c.Site.Service},
		User:      PasskeyUser{passkey.Encoding.EncodeToString(c.Handle), c.Username, c.Username},
		Challenge: passkey.Encoding.EncodeToString(c.Challenge), Timeout: passkey.Timeout.Milliseconds(), ExcludeCredentials: publicKeys(c.Excluded),
		AuthenticatorSelection: AuthenticatorSelection{"required", true, string(passkey.Preferred)}, Attestation: "none",
	}
	for _, alg := range passkey.Algorithms {
		o.PubKeyCredParams = append(o.PubKeyCredParams, KeyParameter{publicKey, alg})
	}
	return o
}

// Proof is what a passkey's answer to a step-up is exchanged for: the Challenge-Code of the request that the
// challenge is for.
type Proof struct {
	Result    string        `json:"result"`
	Code      passcode.Code `json:"challenge_code"`
	ExpiresAt *string       `json:"expires_at"`
}

// ProofOf shows a proof, this once.
func ProofOf(code passcode.Code, p passcode.Passcode) Proof {
	return Proof{resultDone, code, instant(p.Expiration)}
}

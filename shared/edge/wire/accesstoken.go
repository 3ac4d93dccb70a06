package wire

import "latchkey/shared/domain/accesstoken"

// AccessToken is an access token, as OAuth 2.0 has it (RFC 6749 §5.1).
type AccessToken struct {
	Token     string `json:"access_token"`
	TokenType string `json:"token_type"`
	ExpiresIn int    `json:"expires_in"` // seconds
}

// AccessTokenOf shows a token to the user whose session it stands for.
func AccessTokenOf(t accesstoken.Token) AccessToken {
	return AccessToken{t.Text, "Bearer", int(t.ExpiresIn.Seconds())}
}

// KeySet is what tokens are verified by (RFC 7517 §5).
type KeySet struct {
	Keys []JWK `json:"keys"`
}

// JWK is one key that verifies.
type JWK struct {
	Kind      string `json:"kty"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
	ID        string `json:"kid"`
	Modulus   string `json:"n"`
	Exponent  string `json:"e"`
}

// KeySetOf shows the public halves of the keys that sign.
func KeySetOf(keys []accesstoken.Key) KeySet {
	set := KeySet{Keys: []JWK{}}
	for _, k := range keys {
		set.Keys = append(set.Keys, JWK{"RSA", "sig", "RS256", k.ID, k.Modulus, k.Exponent})
	}
	return set
}

// Configuration tells programs how to verify tokens (OpenID Connect Discovery 1.0 §3). It has what
// that needs and no more, because nobody signs in to other programs with these tokens.
type Configuration struct {
	Issuer        string   `json:"issuer"`
	KeySet        string   `json:"jwks_uri"`
	ResponseTypes []string `json:"response_types_supported"`
	SubjectTypes  []string `json:"subject_types_supported"`
	Algorithms    []string `json:"id_token_signing_alg_values_supported"`
	Claims        []string `json:"claims_supported"`
}

// ConfigurationOf is that of an issuer.
func ConfigurationOf(i accesstoken.Issuer) Configuration {
	return Configuration{
		Issuer: i.URL, KeySet: i.URL + "/.well-known/jwks.json",
		ResponseTypes: []string{"id_token"}, SubjectTypes: []string{"public"}, Algorithms: []string{"RS256"},
		Claims: i.ClaimNames(),
	}
}

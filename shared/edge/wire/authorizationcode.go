package wire

import (
	"latchkey/shared/domain/authorizationcode"
	"latchkey/shared/domain/token"
)

// AuthorizationCode is a code that hands a user over to an application. It is shown this once.
type AuthorizationCode struct {
	Code      string `json:"code"`
	ExpiresIn int    `json:"expires_in"` // seconds
}

// AuthorizationCodeOf shows a new code to the user whom it hands over.
func AuthorizationCodeOf(t token.Token) AuthorizationCode {
	return AuthorizationCode{t.Reveal(), int(authorizationcode.Lifetime.Seconds())}
}

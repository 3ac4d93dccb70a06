package session

import (
	"strings"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
)

// Methods are the ways in which a sign-in proved who the user is: names of RFC 8176, with a space
// between them.
type Methods string

// The sign-ins that there are. "mfa" stands where NIST SP 800-63B counts what was shown as something the user
// has, without a restriction: an authenticator, a recovery code, a passkey. A mailbox can be open in the
// browser that signs in, so it is no second factor there. A number can be taken over, so a text is a second
// channel ("mca") and no more. A passkey proves that its key is there ("pop") and that the user touched it
// ("user"). Whether the key is in hardware is not known, since no attestation is asked for.
const (
	ByPassword Methods = "pwd"
	// ByPasskey is by one that verified the user, in place of the password.
	ByPasskey   Methods = "pop user mfa" //nolint:gosec // names, and no secret
	byMail      Methods = "pwd otp"
	byText      Methods = "pwd otp sms mca"
	byApp       Methods = "pwd otp mfa"
	byRecovery  Methods = "pwd otp mfa"
	byPasskeyMF Methods = "pwd pop user mfa" //nolint:gosec // names, and no secret
)

// ByPasswordAnd are the methods of a sign-in with a password and a second factor.
func ByPasswordAnd(t account.FactorType) Methods {
	switch t {
	case account.Passkey:
		return byPasskeyMF
	case account.TOTP:
		return byApp
	case account.FactorSMS:
		return byText
	case factor.Recovery:
		return byRecovery
	}
	return byMail
}

// Names are the names one by one.
func (m Methods) Names() []string { return strings.Fields(string(m)) }

// With is the session of a sign-in by these methods.
func (s Session) With(m Methods) Session {
	s.Methods = m
	return s
}

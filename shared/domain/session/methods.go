package session

import (
	"strings"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
)

// Methods are the ways in which a sign-in proved who the user is: names of RFC 8176, with a space
// between them.
type Methods string

// The sign-ins that there are.
const (
	ByPassword Methods = "pwd"
	byMail     Methods = "pwd otp"
	byText     Methods = "pwd otp sms mca" // mca: the browser is one channel, and the phone another
	byApp      Methods = "pwd otp mfa"
	byRecovery Methods = "pwd otp"
	byBoth     Methods = "pwd pop mfa"
)

// ByPasswordAnd are the methods of a sign-in with a password and a second factor. A mailed code is no
// second channel: the mailbox can be open in the browser that signs in.
func ByPasswordAnd(t account.FactorType) Methods {
	switch t {
	case account.Passkey:
		return byBoth
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

package session

import (
	"strings"

	"latchkey/shared/domain/account"
)

// Methods are the ways in which a sign-in proved who the user is: names of RFC 8176, with a space
// between them.
type Methods string

// The sign-ins that there are.
const (
	ByPassword Methods = "pwd"
	byMail     Methods = "pwd otp"
	byText     Methods = "pwd otp sms mca" // mca: the browser is one channel, and the phone another
)

// ByPasswordAndCode are the methods of a sign-in with a code that was sent on a channel. A mailed
// code is no second channel: the mailbox can be open in the browser that signs in.
func ByPasswordAndCode(c account.Channel) Methods {
	if c == account.SMS {
		return byText
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

// Package authorizationcode owns the codes that hand a signed-in user over to an application, as OAuth
// has them (RFC 6749 §4.1) with PKCE (RFC 7636).
//
// A code rides in the address that a browser goes back to, where others may read it. So it is valid for
// a minute and for one try, and only together with the secret that the application began with. It is
// bound to the session that made it: if that has ended, so has the code.
//
// The package knows no AWS and no HTTP, and takes time as an argument.
package authorizationcode

import (
	"time"

	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/token"
)

// Lifetime is how long a code is valid.
const Lifetime = time.Minute

// ErrInvalid is the one answer to a code that is malformed, unknown, used or expired, whose session has
// ended, or whose verifier is wrong.
var ErrInvalid = fault.New(fault.Unauthenticated, "invalid_authorization_code",
	"The code or its verifier is wrong, or the code has expired or was already used. Sign in again.")

// Code is an authorization code.
type Code struct {
	Hash      string
	ReturnTo  string // the address that the code was made for
	Challenge Challenge
	// Session is the one that made the code, and that the application's session continues: its user,
	// hash, epoch, times and methods.
	Session   session.Session
	ExpiresAt time.Time
	// Successor is the hash of the session that was made from the code; empty where there is none.
	Successor string
}

// New is the code of a token, for an application that a session hands its user over to.
func New(t token.Token, s session.Session, returnTo string, c Challenge, now time.Time) Code {
	return Code{Hash: t.Hash(), ReturnTo: returnTo, Challenge: c, Session: s, ExpiresAt: now.Add(Lifetime)}
}

// Allows holds for the verifier that the code's challenge was made of, while the application is listed.
func (c Code) Allows(v Verifier, listed ReturnURLs) bool {
	return c.Challenge.Matches(v) && listed.Has(c.ReturnTo)
}

// Replayed holds for a code that a session was made from, given once more with its verifier while it is
// valid. Then somebody else knows both, and nobody can tell who was first. Without the verifier it
// does not hold, or a reader of the address could end the session of its user.
func (c Code) Replayed(v Verifier, now time.Time) bool {
	return c.Successor != "" && now.Before(c.ExpiresAt) && c.Challenge.Matches(v)
}

// Package session owns what a session is, how long it lasts, and when it has ended.
//
// It knows no AWS and no HTTP, and takes time as an argument.
package session

import (
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
)

// The refusals of sessions.
var (
	ErrMissing = fault.New(fault.Unauthenticated, "token_missing", "Sign in first, and send the token as Authorization: Bearer or PRIVATE-TOKEN.")
	// ErrScheme says why a header counted for nothing: a proxy, a .netrc file or a signer may have set it.
	ErrScheme = fault.New(fault.Unauthenticated, "unsupported_authorization", "The scheme of the Authorization header is not Bearer. Send the token as Authorization: Bearer or PRIVATE-TOKEN.")
	// ErrTwoTokens refuses to guess which of two tokens counts.
	ErrTwoTokens = fault.New(fault.Unauthenticated, "two_tokens", "The request has two tokens. Send one, as Authorization: Bearer or as PRIVATE-TOKEN.")
	// ErrAccessToken refuses the copy of a session that is for other programs: it cannot be revoked.
	ErrAccessToken = fault.New(fault.Unauthenticated, "access_token_not_accepted", "This is an access token, which is for other programs. Send the token of the session.")
	// ErrInvalid is the one answer to a token that is malformed, unknown, revoked or expired.
	ErrInvalid = fault.New(fault.Unauthenticated, "token_invalid", "The token is not valid, or its session has ended. Sign in again.")
)

// ErrStale asks for a new sign-in before a sensitive change.
var ErrStale = fault.New(fault.Forbidden, "reauthentication_required", "Sign in again: this needs a sign-in within the last 15 minutes.")

const freshness = 15 * time.Minute

// Fresh refuses a session that began too long ago for a sensitive change: a stolen token
// must not be enough to take the account over.
func Fresh(began, now time.Time) error {
	if now.Sub(began) >= freshness {
		return ErrStale
	}
	return nil
}

// Session is a signed-in user on one device.
type Session struct {
	ID        string // what the user names it by; no secret, and nothing of the token
	UserID    account.ID
	TokenHash string
	Epoch     int64 // of the user, when the session began
	CreatedAt time.Time
	ExpiresAt time.Time // by the settings of when it began
	UsedAt    time.Time // the last use that was recorded; zero where none was
	Address   string
	UserAgent string
	Methods   Methods // of the sign-in; empty in a session from before they were stored
}

// clip bounds what a client may have us store.
func clip(userAgent string) string {
	const most = 256
	r := []rune(userAgent)
	if len(r) > most {
		r = r[:most]
	}
	return string(r)
}

package account

import (
	"time"

	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/token"
)

// Confirmation is what an account stores of the newest message that confirms its address.
type Confirmation struct {
	Challenge string
	Expires   time.Time
	Cancel    string // the hash of the token by which the address says "it was not me"
}

// ErrCancelled is the one answer to a token that is malformed, unknown, superseded or expired,
// and to one of an account that is confirmed or gone.
var ErrCancelled = fault.New(fault.Gone, "registration_closed", "This link no longer works. The account was confirmed or removed, or a newer message has a newer link.")

// ErrNotCorrectable keeps an address that may be proven from being changed without a session.
var ErrNotCorrectable = fault.New(fault.Conflict, "email_not_correctable",
	"The address can be corrected here only by the user who registered, and only before the first sign-in. Sign in to change it.").On("email")

// Valid holds while the challenge may still be answered, as far as its time goes.
func (c Confirmation) Valid(now time.Time) bool { return c.Challenge != "" && now.Before(c.Expires) }

// Cancels holds for the token of the newest message, while its confirmation lasts.
func (u User) Cancels(t token.Token, now time.Time) bool {
	return !u.EmailConfirmed && u.Confirmation.Valid(now) && t.Matches(u.Confirmation.Cancel)
}

// CorrectEmail gives the user with another address, still to be confirmed. Nobody has proven to
// be this user yet: the password that they chose, and the challenge, are all there is.
func (u User) CorrectEmail(address string, now time.Time) (User, error) {
	if u.EmailConfirmed || u.CreatedBy != 0 || u.EmailBound || !u.LastLogin.IsZero() {
		return u, ErrNotCorrectable
	}
	u.Email, u.EmailUndeliverable, u.UpdatedAt = address, "", now
	return u, nil
}

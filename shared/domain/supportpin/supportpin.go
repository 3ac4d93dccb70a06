// Package supportpin owns the PIN that a user makes to show staff, on the phone, that an
// account is theirs: how it is drawn, encrypted and compared, and how long it is valid.
//
// It is six digits for a day, one for each user, and lets nobody in: no route but the one by
// which staff check it compares anything to it. Its owner and admins may read it again, so it
// is encrypted rather than hashed, under a key that no table holds, and bound to its user. Wrong
// tries are counted before anything is compared; after five there are no more.
//
// The package knows no AWS and no HTTP, and takes time and randomness as arguments.
package supportpin

import (
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
)

// MaxTries is how many wrong tries a PIN takes.
const MaxTries = 5

// The refusals of PINs.
var (
	// ErrNotFound is the one answer to a PIN that was never made, has expired, was revoked, or
	// was made before an event that ended every session of its user.
	ErrNotFound = fault.New(fault.NotFound, "support_pin_not_found", "There is no support PIN.")
	// ErrTooManyTries says that a PIN is not compared any more, be the next try right or wrong.
	ErrTooManyTries = fault.New(fault.TooMany, "too_many_tries", "Too many wrong PINs were given. The user has to make a new PIN.")
)

// PIN is what is stored of one.
type PIN struct {
	UserID    account.ID
	Encrypted string
	Epoch     int64 // of the user's sessions: what ends those ends PINs, too
	Tries     int
	Try       string // the one that was counted when it was read to be compared
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Valid holds while the PIN speaks for the user.
func (p PIN) Valid(u account.User, now time.Time) bool {
	return p.UserID == u.ID && p.Epoch == u.SessionEpoch && now.Before(p.ExpiresAt)
}

// Refusal says of a PIN that cannot be tried why it cannot.
func (p PIN) Refusal(u account.User, now time.Time) error {
	if !p.Valid(u, now) {
		return ErrNotFound
	}
	return ErrTooManyTries.After(p.ExpiresAt.Sub(now))
}

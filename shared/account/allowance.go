package account

import (
	"time"

	"latchkey/shared/fault"
)

// AllowanceLifetime is how long an admin's leave lasts.
const AllowanceLifetime = 60 * time.Minute

// Allowance is an admin's leave for a user to set a new password without the old one. Its
// zero value is none. It opens nothing by itself: the admin is given a code to hand over, of
// which only the hash is kept.
type Allowance struct {
	Hash    string // of the newest code; a newer one takes its place
	Expires time.Time
	By      ID // the admin
}

// The refusals of allowances.
var (
	// ErrResetNotAllowed is the one answer to an unknown name, to a user of whom no admin allowed
	// it, to leave that is over or withdrawn, and to a wrong code.
	ErrResetNotAllowed = fault.New(fault.Forbidden, "reset_not_allowed", "No admin allowed this, it is over, or the code is wrong. Ask an admin.")
	ErrOwnReset        = fault.New(fault.Conflict, "own_reset", "An admin does not allow himself a new password: ask another admin, or change the password.")
	ErrDisabled        = fault.New(fault.Conflict, "user_disabled", "The user is disabled.")
	ErrNoAllowance     = fault.New(fault.NotFound, "no_reset_allowed", "There is no reset to withdraw.")
)

// Lasts holds while the leave may be used. It says so by its own time: what is over may be
// stored still.
func (a Allowance) Lasts(now time.Time) bool { return a.Hash != "" && now.Before(a.Expires) }

// AllowReset gives the user with the leave of an admin, in place of any before it.
func (u User) AllowReset(by ID, codeHash string, now time.Time) (User, error) {
	switch {
	case u.ID == by:
		return u, ErrOwnReset
	case u.Status != Active:
		return u, ErrDisabled
	}
	u.Allowance = Allowance{Hash: codeHash, Expires: now.Add(AllowanceLifetime), By: by}
	return u, nil
}

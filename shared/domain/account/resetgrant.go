package account

import (
	"time"

	"latchkey/shared/domain/fault"
)

// ResetGrantLifetime is how long a reset grant is valid.
const ResetGrantLifetime = 60 * time.Minute

// ResetGrant is an admin's permission for a user to set a new password without the old one.
// Its zero value is none. The admin is given a code to hand over; it names the grant and has a
// secret, of which only the hash is stored.
type ResetGrant struct {
	// ID is 64 random bits. Only a try that names it counts against the user, so a stranger who
	// does not know it can use up none of their tries. It is shown in the code alone.
	ID      string
	Hash    string // of the newest code; a newer one takes its place
	Expires time.Time
	By      ID // the admin
}

// The refusals of reset grants.
var (
	// ErrResetNotAllowed is the one answer to an unknown name, to a user without a grant, to a
	// grant that has expired, and to a wrong code.
	ErrResetNotAllowed = fault.New(fault.Forbidden, "reset_not_allowed", "No reset is allowed, it has expired, or the code is wrong. Ask an admin.")
	ErrOwnReset        = fault.New(fault.Conflict, "own_reset", "Admins cannot reset their own password this way. Ask another admin, or change the password.")
	ErrDisabled        = fault.New(fault.Conflict, "user_disabled", "The user is disabled.")
	ErrNoResetGrant    = fault.New(fault.NotFound, "no_reset_allowed", "There is no reset to withdraw.")
)

// Valid holds while the grant may be used. It goes by the grant's own time, because one that has
// expired may still be stored, and by its id, because older grants have none.
func (g ResetGrant) Valid(now time.Time) bool {
	return g.ID != "" && g.Hash != "" && now.Before(g.Expires)
}

// GrantReset gives the user with an admin's grant, in place of any before it.
func (u User) GrantReset(by ID, grantID, codeHash string, now time.Time) (User, error) {
	switch {
	case u.ID == by:
		return u, ErrOwnReset
	case u.Status != Active:
		return u, ErrDisabled
	}
	u.ResetGrant = ResetGrant{ID: grantID, Hash: codeHash, Expires: now.Add(ResetGrantLifetime), By: by}
	return u, nil
}

// MayReset holds where the grant is valid, the user may sign in, and the admin who gave it still is
// one: somebody who lost the role lets nobody in.
func (u User) MayReset(admin User, now time.Time) bool {
	return u.ResetGrant.Valid(now) && u.Status == Active && admin.ID == u.ResetGrant.By && admin.ActiveAdmin()
}

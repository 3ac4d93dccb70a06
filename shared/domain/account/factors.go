package account

import (
	"time"

	"latchkey/shared/domain/fault"
)

// The refusals of a reset of factors.
var (
	ErrOwnFactors = fault.New(fault.Conflict, "own_factors", "Admins cannot reset their own second factor. Ask another admin.")
	// ErrNoConfirmedEmail: without an address for codes, the password alone would be left.
	ErrNoConfirmedEmail = fault.New(fault.Conflict, "no_confirmed_email", "The user has no confirmed e-mail address, so codes could not be sent.")
)

// ResetFactors gives the user without their second factor, as an admin does for somebody who
// lost it. The password alone is never enough afterwards: a code is mailed at every sign-in,
// whatever flags say, until a factor is turned on again. Staff have that code as their factor.
// A valid reset grant stays: a user who lost a phone may have lost the password too.
func (u User) ResetFactors(by ID, now time.Time) (User, error) {
	switch {
	case u.ID == by:
		return u, ErrOwnFactors
	case !u.EmailConfirmed:
		return u, ErrNoConfirmedEmail
	}
	grant := u.ResetGrant
	u = u.withoutFactors(now)
	u.ResetGrant = grant
	return u, nil
}

// Recover gives an admin at an address that the deployer vouches for, where a mailed code is the
// second factor: the way back for an admin who lost the mailbox or the phone. No earlier session,
// code or grant is valid afterwards.
func (u User) Recover(address string, now time.Time) User {
	u.Email, u.EmailConfirmed = address, true
	return u.withoutFactors(now)
}

func (u User) withoutFactors(now time.Time) User {
	u = u.SignOutEverywhere()
	u.TwoFactor, u.TwoFactorWanted, u.CodeEverySignIn = "", "", true
	if u.Role.Staff() {
		u = u.withFactor(Email)
	}
	u.UpdatedAt = now
	return u
}

// withFactor turns a factor on or, with none, off. One that is on takes the place of the code
// that is mailed at every sign-in.
func (u User) withFactor(c Channel) User {
	u.TwoFactor = c
	if c != "" {
		u.CodeEverySignIn = false
	}
	return u
}

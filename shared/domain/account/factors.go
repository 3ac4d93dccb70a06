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
	u.Email, u.EmailConfirmed, u.EmailUndeliverable = address, true, ""
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

// factor changes the second factor. What guards the account today has to agree to a change.
func (c Change) factor(u User, next *User) (Proof, []fault.Field) {
	wanted, given, reasons := c.wantedFactor(u)
	if !given || len(reasons) > 0 || wanted == u.TwoFactor {
		return NoProof, reasons
	}
	*next = next.withFactor(wanted)
	switch {
	case u.TwoFactor != "":
		return ProofOfCurrentFactor, nil
	default:
		return ProofOfNewFactor, nil
	}
}

func (c Change) wantedFactor(u User) (wanted Channel, given bool, reasons []fault.Field) {
	refuse := func(code, detail string) (Channel, bool, []fault.Field) {
		return "", true, []fault.Field{{Name: "2fa_method", Code: code, Detail: detail}}
	}
	on := u.TwoFactor != ""
	if c.TwoFactor != nil {
		on = *c.TwoFactor
	}
	switch {
	case c.TwoFactor == nil && c.TwoFactorMethod == nil:
		return "", false, nil
	case !on && c.TwoFactorMethod != nil:
		return refuse("2fa_off", "2fa_method needs \"2fa\": true.")
	case !on:
		return "", true, nil
	}
	wanted = Email
	if u.TwoFactor != "" {
		wanted = u.TwoFactor
	}
	if c.TwoFactorMethod != nil {
		wanted = *c.TwoFactorMethod
	}
	switch {
	case wanted != Email && wanted != SMS:
		return refuse("invalid_2fa_method", "The method is \"email\" or \"sms\".")
	case wanted == SMS && !u.PhoneConfirmed:
		return refuse("phone_unconfirmed", "Texts need a confirmed phone number: set it first.")
	case wanted == Email && !u.EmailConfirmed:
		return refuse("email_unconfirmed", "Confirm the e-mail address first.")
	}
	return wanted, true, nil
}

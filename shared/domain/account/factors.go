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
	u.Factors, u.TwoFactorWanted, u.CodeEverySignIn = Factors{}, "", true
	if u.Role.Staff() {
		u = u.withFactor(FactorEmail, now)
	}
	u.UpdatedAt = now
	return u
}

// withFactor adds a factor. It takes the place of the code that is mailed at every sign-in.
func (u User) withFactor(t FactorType, since time.Time) User {
	u.Factors, u.CodeEverySignIn = u.Factors.With(t, since), false
	return u
}

// Enrolled gives the user with the types of what they have enrolled, once that has changed. Every earlier
// session and code ends.
func (u User) Enrolled(held Factors, now time.Time) User {
	if held != (Factors{}) {
		u.CodeEverySignIn = false
	}
	u.Factors, u.UpdatedAt = held, now
	return u.SignOutEverywhere()
}

// factor adds codes to a channel as a factor, or turns all factors off. What guards the account today has
// to agree; where nothing does, a code on the channel that is to.
func (c Change) factor(u User, next *User, now time.Time) (Proof, []fault.Field) {
	wanted, given, reasons := c.wantedFactor(u)
	switch {
	case !given || len(reasons) > 0:
		return NoProof, reasons
	case wanted == "":
		next.Factors = Factors{}
	case !u.Factors.Has(wanted):
		*next = next.withFactor(wanted, now)
		if u.TwoFactor() == "" {
			return ProofOfNewFactor, nil
		}
	}
	return NoProof, nil
}

func (c Change) wantedFactor(u User) (wanted FactorType, given bool, reasons []fault.Field) {
	refuse := func(code, detail string) (FactorType, bool, []fault.Field) {
		return "", true, []fault.Field{{Name: "2fa_method", Code: code, Detail: detail}}
	}
	on := u.TwoFactor() != ""
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
	wanted = FactorEmail
	if u.TwoFactor() != "" {
		wanted = u.TwoFactor()
	}
	if c.TwoFactorMethod != nil {
		wanted = FactorType(*c.TwoFactorMethod)
	}
	switch {
	case c.TwoFactorMethod != nil && (wanted == TOTP || wanted == Passkey):
		return refuse("use_factors", "Authenticators and passkeys are enrolled with POST /users/{id}/factors.")
	case u.Factors.Has(wanted):
	case wanted != FactorEmail && wanted != FactorSMS:
		return refuse("invalid_2fa_method", "The method is \"email\" or \"sms\".")
	case wanted == FactorSMS && !u.PhoneConfirmed:
		return refuse("phone_unconfirmed", "Texts need a confirmed phone number: set it first.")
	case wanted == FactorEmail && !u.EmailConfirmed:
		return refuse("email_unconfirmed", "Confirm the e-mail address first.")
	}
	return wanted, true, nil
}

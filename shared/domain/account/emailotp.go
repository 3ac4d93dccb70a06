package account

import (
	"regexp"
	"time"
	"unicode/utf8"

	"latchkey/shared/domain/fault"
)

// EmailOTP is what an account stores of the codes that are mailed to sign in with.
type EmailOTP struct {
	Hash          string // of the one code that may sign in; empty when none may
	RequiredAfter time.Time
	LastSentAt    time.Time
	LastSentTo    string
}

const emailOTPSentToMaxLength = 511 // more than any address has

// ErrEmailOTP never reaches a client in words: what does not fit is the service's own mistake.
var ErrEmailOTP = fault.New(fault.Internal, "invalid_email_otp", "The service failed.")

var emailOTPForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Check refuses what must not be stored: above all a code in the place of its hash.
func (o EmailOTP) Check() error {
	switch {
	case o.Hash != "" && !emailOTPForm.MatchString(o.Hash):
		return ErrEmailOTP.On("email_otp")
	case utf8.RuneCountInString(o.LastSentTo) > emailOTPSentToMaxLength:
		return ErrEmailOTP.On("email_otp_last_sent_to")
	}
	return nil
}

// emailOTPDue holds when a mailed code is asked for beside the password, from a user whom
// the rollout has reached. The first sign-in needs none of users who have just proven the address
// themselves.
func (u User) emailOTPDue(now time.Time) bool {
	after := u.EmailOTP.RequiredAfter
	return !after.IsZero() && !after.After(now) && u.EmailConfirmed && (!u.LastLogin.IsZero() || !u.provedThemselves())
}

// provedThemselves holds for users who registered and confirmed the address themselves, or accepted an
// invitation: not where an admin made, imported, deployed or confirmed the account.
func (u User) provedThemselves() bool {
	return !u.Role.Staff() && (u.ConfirmedBy == ByUser || u.ConfirmedBy == "" && u.CreatedBy == 0)
}

// SignInMethods are the ways in which the user completes a sign-in: their own second factors, the strongest
// first, or else a code to the address of a user whose factors were reset, or whom the rollout of mailed
// codes has reached. There are none when the password is enough.
func (u User) SignInMethods(rollout bool, now time.Time) FactorTypes {
	if u.TwoFactor() == "" && (u.CodeEverySignIn && u.EmailConfirmed || rollout && u.emailOTPDue(now)) {
		return FactorTypes{FactorEmail}
	}
	return u.Factors.Types()
}

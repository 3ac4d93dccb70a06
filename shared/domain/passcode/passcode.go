// Package passcode owns one-time codes: what they are for, how they are made, stored and
// compared, and the order in which the steps of issuing and redeeming one happen.
//
// A code is six digits, so nothing rests on its secrecy for long. It is valid for ten minutes,
// for five tries and for one use; tries are counted before anything is compared;
// failures are counted over all codes of an account; and it is bound to its user, purpose,
// destination and challenge by a key that no table holds.
//
// The package knows no AWS and no HTTP, and takes time and the randomness of codes as arguments.
package passcode

import (
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/domain/throttle"
)

// Purpose is what a code allows, once.
type Purpose string

// The purposes.
const (
	SignIn          Purpose = "sign_in"
	ConfirmEmail    Purpose = "confirm_email"
	ChangeEmail     Purpose = "change_email"
	ChangePhone     Purpose = "change_phone"
	EnableTwoFactor Purpose = "enable_2fa"
	ChangeTwoFactor Purpose = "change_2fa"
	RemoveTwoFactor Purpose = "remove_2fa"
	DeleteUser      Purpose = "delete_user"
	DeleteUsers     Purpose = "bulk_delete"
	// AddFactor, RemoveFactor and RenewRecoveryCodes are acts on what the user has enrolled, and
	// ChangeContact moves a factor whose codes are sent to another address or number.
	AddFactor          Purpose = "add_factor"
	RemoveFactor       Purpose = "remove_factor"
	RenewRecoveryCodes Purpose = "renew_recovery_codes"
	ChangeContact      Purpose = "change_contact"
)

// Purposes are all of them.
var Purposes = []Purpose{
	SignIn, ConfirmEmail, ChangeEmail, ChangePhone, EnableTwoFactor, ChangeTwoFactor, RemoveTwoFactor, DeleteUser, DeleteUsers,
	AddFactor, RemoveFactor, RenewRecoveryCodes, ChangeContact,
}

// OnFactors holds for acts on the factors of a user, which are proven by the strongest one or by a recovery
// code.
func (p Purpose) OnFactors() bool {
	switch p {
	case ChangeTwoFactor, RemoveTwoFactor, AddFactor, RemoveFactor, RenewRecoveryCodes, ChangeContact:
		return true
	}
	return false
}

// elsewhere holds for purposes whose code goes to an address that is not yet the user's.
func (p Purpose) elsewhere() bool { return p == ChangeEmail || p == ChangePhone }

// Proves holds for purposes whose code proves where it was sent to. All other codes go to what
// is proven: what was only typed gets nothing but the message that proves it.
func (p Purpose) Proves() bool { return p == ConfirmEmail || p.elsewhere() }

// The numbers of a code.
const (
	MaxAttempts = 5
	ResendAfter = time.Minute
	// ConfirmLifetime is that of a confirmation. It lets nobody in by itself: the account still
	// needs its password.
	ConfirmLifetime = 24 * time.Hour
	// QuietFor is how long an address is not written to: after "it was not me", and between two
	// notices that somebody typed it.
	QuietFor = 24 * time.Hour
)

// The refusals of codes.
var (
	// ErrClosed is the one answer to a challenge that is unknown, expired, used, superseded,
	// out of tries or of another purpose.
	ErrClosed = fault.New(fault.Gone, "challenge_closed", "This code has expired or was already used. Start again to get a new one.")
	// ErrUsed is told to a client that gives a right code a second time: what it was for is done.
	ErrUsed    = fault.New(fault.Gone, "code_used", "This code was already used.")
	ErrInvalid = fault.New(fault.Unauthenticated, "invalid_code", "The code is wrong.")
	ErrTooSoon = fault.New(fault.TooMany, "resend_too_soon", "A code was sent a moment ago. Wait before asking for another.")
	// ErrTooMany says that the account had too many failures over all of its codes.
	ErrTooMany = fault.New(fault.TooMany, "too_many_codes", "Too many wrong codes were given for this account. Try again later.")
	// ErrUnsure says that nobody knows whether the message was taken; the code stays valid.
	ErrUnsure = fault.New(fault.Unavailable, "delivery_unsure", "The code may be late or lost. Use it if it arrives, or ask for another in a minute.").After(ResendAfter)
	// ErrUndelivered says that the message was refused; the code is closed.
	ErrUndelivered = fault.New(fault.Unavailable, "delivery_failed", "The code could not be sent. Try again later.").After(30 * time.Second)
)

// Passcode is a code that was sent, or the challenge that asks for it.
type Passcode struct {
	ID         string // what the client names the challenge by; random, and no secret by itself
	UserID     account.ID
	OTP        string // the code under the key; 64 hex characters
	KeyVersion string
	Purpose    Purpose
	Channel    account.Channel // empty where no code is sent
	SentTo     string
	// Factor is what is asked for where no code is sent: an authenticator or a passkey.
	Factor account.FactorType
	// Methods are all the ways in which this challenge can be answered; empty where there is but one.
	Methods account.FactorTypes
	// LastSent is when the challenges that this one took the place of sent codes on other channels.
	LastSent LastSent
	// Use is what answered the challenge, where that was a factor of the user.
	Use        factor.Use
	Change     string     // a digest of the exact change that the code allows, where it allows one
	AskedBy    account.ID // who asked for it, where that is not the user
	Epoch      int64      // of the user's sessions: what ends those ends codes too
	Active     bool
	Used       bool // closed because it did what it was for
	Attempts   int
	Expiration time.Time
	CreatedAt  time.Time
	UpdatedAt  time.Time

	// Remember holds for a sign-in whose device is to be remembered, and Device is the one that the answer
	// came from, where the user is known on it.
	Remember bool
	Device   device.Device
	// Ask is what a passkey is to sign, where one is among the methods. It is not stored.
	Ask *passkey.Request
	// Unstored is of a sign-in without a name. Its challenge is stored when it is answered.
	Unstored bool

	failure throttle.Charge // taken ahead while the code is compared

	// CancelHash is of the token that says "it was not me", of a confirmation alone. It is stored
	// with the user.
	CancelHash string
}

// Valid holds while a code may be tried.
func (p Passcode) Valid(now time.Time) bool {
	return p.Active && now.Before(p.Expiration) && p.Attempts < MaxAttempts
}

// Method is the way in which the challenge is answered now.
func (p Passcode) Method() account.FactorType {
	if p.Factor != "" {
		return p.Factor
	}
	return account.FactorType(p.Channel)
}

// Lifetime is how long the code is valid.
func (p Passcode) Lifetime() time.Duration { return p.Expiration.Sub(p.CreatedAt) }

// EmailOTP holds for codes of which a user has one at a time: those that are mailed to sign in
// with. The newest is the one whose hash stands on the user.
func (p Passcode) EmailOTP() bool { return p.Purpose == SignIn && p.Channel == account.Email }

// ValidFor holds while the user still is who the code was sent to, and no newer one was.
func (p Passcode) ValidFor(u account.User) bool {
	return u.ID == p.UserID && u.Status == account.Active && u.SessionEpoch == p.Epoch &&
		p.reaches(u) &&
		(!p.EmailOTP() || u.EmailOTP.Hash == p.OTP)
}

// reaches holds where the user still has what the challenge asks for.
func (p Passcode) reaches(u account.User) bool {
	if p.Factor != "" {
		return u.Factors.Has(p.Factor)
	}
	return p.Purpose.elsewhere() || u.Destination(p.Channel) == p.SentTo
}

// Confirmation is what is then stored with the user of the code that confirms the address.
func (p Passcode) Confirmation() account.Confirmation {
	return account.Confirmation{Challenge: p.ID, Expires: p.Expiration, Cancel: p.CancelHash}
}

// Sent is what is then stored with the user of the code.
func (p Passcode) Sent(before account.EmailOTP) account.EmailOTP {
	before.Hash, before.LastSentAt, before.LastSentTo = p.OTP, p.CreatedAt, p.SentTo
	return before
}

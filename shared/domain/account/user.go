// Package account owns who a user is: identity, contact points, role and status, and the
// rules that make names, addresses and numbers acceptable.
//
// It knows no AWS, no HTTP, no clock and no password rules; package password has those.
package account

import "time"

// ID identifies a user for life. It is a random integer of 53 bits, which JSON carries
// exactly: no counter to become a hot key, nothing to guess.
type ID int64

// User is an account.
type User struct {
	ID       ID
	Username string

	Email          string
	EmailConfirmed bool
	// ConfirmedBy is who confirmed the address, where it does not follow from who made the account.
	ConfirmedBy  Confirmer
	Confirmation Confirmation // the newest one of the address, if any
	// EmailUndeliverable is told to staff, and keeps nobody from anything.
	EmailUndeliverable Undeliverable

	PhoneNumber    string
	PhoneConfirmed bool

	Factors Factors // the second factors; what is enrolled for each is stored apart
	// CodeEverySignIn has a code mailed at every sign-in, flags or not. It stands where an admin
	// ended the second factor, until the user turns one on.
	CodeEverySignIn bool
	// TwoFactorWanted was asked for at registration and takes effect with the confirmation
	// of the address, because an unconfirmed one must not guard an account.
	TwoFactorWanted Channel

	Role   Role
	Status Status

	PasswordHash string     // empty until the user chooses a first password
	Invitation   Invitation // to choose it
	// SessionEpoch counts the events that end every session, such as a reset of the password.
	// A session or code stores the epoch it was made in and is invalid in any other, so a
	// sign-in that races such an event cannot outlive it.
	SessionEpoch int64
	Version      int64 // for optimistic locking

	// ResetHash is of the newest link that sets a new password; a newer one takes its place.
	ResetHash    string
	ResetExpires time.Time
	// ResetGrant is an admin's permission to set a new password by a code.
	ResetGrant ResetGrant
	// Helped is which admin gave which help within a day, so that none gives two.
	Helped Helped
	// RegistrationKey is the id of the key that the account was made with, if any.
	RegistrationKey int64

	// EmailBound holds where that key was for one address: no other may take its place.
	EmailBound bool

	// Language is a tag of BCP 47; empty in accounts of before there were any.
	Language string

	// CreatedBy is the admin who made the account for somebody, if any did.
	CreatedBy ID

	// Profile and Metadata are what applications store. They are empty where they were not read
	// with the user: most routes have no use for them.
	Profile, Metadata Object

	// KnownUntil is when the last device on which the user is known expires, so that a sign-in looks for
	// none where there is none. It may be later than that: a device can be forgotten.
	KnownUntil time.Time

	EmailOTP  EmailOTP
	CreatedAt time.Time
	UpdatedAt time.Time
	LastLogin time.Time
}

// Role is what a user may do to others.
type Role string

// The roles.
const (
	RoleUser    Role = "user"
	RoleSupport Role = "support"
	RoleAdmin   Role = "admin"
)

// Staff holds for roles that may see or manage other accounts.
func (r Role) Staff() bool { return r == RoleSupport || r == RoleAdmin }

// Status says whether an account may be used.
type Status string

// The statuses.
const (
	Active   Status = "active"
	Disabled Status = "disabled"
)

// Channel is a way to reach a user with a code.
type Channel string

// The channels.
const (
	Email Channel = "email"
	SMS   Channel = "sms"
)

// Destination is where a message on the channel goes.
func (u User) Destination(c Channel) string {
	if c == SMS {
		return u.PhoneNumber
	}
	return u.Email
}

// Proven holds for an address or number that the user has shown to be their own.
func (u User) Proven(c Channel, to string) bool {
	if c == SMS {
		return u.PhoneConfirmed && u.PhoneNumber == to
	}
	return u.EmailConfirmed && u.Email == to
}

// StepUpMethods are the ways in which the user proves that a sensitive act is theirs: by the strongest
// factor, or by a code to the address where they have none.
func (u User) StepUpMethods(now time.Time) FactorTypes {
	if u.TwoFactor() == "" {
		return FactorTypes{FactorEmail}
	}
	return u.Factors.Provers(time.Time{}, now)
}

// Confirm marks the address as the user's own; what was waiting for that takes effect. Where that is a
// second factor, sessions and devices from before end, as with every change of factors: where accounts go
// without confirmation, there may be some.
func (u User) Confirm(now time.Time) User {
	u.EmailConfirmed, u.Confirmation, u.EmailUndeliverable = true, Confirmation{}, ""
	if u.TwoFactorWanted != "" {
		u = u.withFactor(FactorType(u.TwoFactorWanted), now).SignOutEverywhere()
		u.TwoFactorWanted = ""
	}
	u.UpdatedAt = now
	return u
}

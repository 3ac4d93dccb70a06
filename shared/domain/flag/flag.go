// Package flag owns the flags that roll something out by stages: which there are, whom they
// are on for, and how old an answer may be.
//
// A flag is on for everyone, for listed users, or for a share of the users. One that was never
// set is off. One that cannot be read counts as on, because each of the flags guards accounts:
// an attacker who keeps the store from answering must not thereby turn the guard off.
//
// The package knows no AWS and no HTTP. Nothing that a client sends turns a flag.
package flag

import (
	"slices"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
)

// Name is what a flag is known by.
type Name string

// The flags.
const (
	// EmailBasedMFA has users whose day has come give a mailed code when they sign in.
	EmailBasedMFA Name = "email_based_mfa"
	// EnrolNewUsers has that day come, for each new user, at once. It is of the instance as a
	// whole: users who do not exist yet can be neither listed nor shared out.
	EnrolNewUsers Name = "enrol_new_users_in_email_otp"
)

// Names are all of them.
var Names = []Name{EmailBasedMFA, EnrolNewUsers}

// MaxUsers is how many a flag may list.
const MaxUsers = 1000

// ErrNotFound says that no flag has that name.
var ErrNotFound = fault.New(fault.NotFound, "feature_flag_not_found", "There is no such feature flag.")

// Flag is a flag as it is set. Its gates are apart: it is on for whom any of them opens.
type Flag struct {
	Name       Name
	Enabled    bool // for everyone
	Percentage int  // of all users
	Users      []account.ID
	UpdatedAt  time.Time // zero when it was never set
	UpdatedBy  account.ID
}

// Find gives a flag's name for what a client calls it.
func Find(name string) (Name, error) {
	if !slices.Contains(Names, Name(name)) {
		return "", ErrNotFound
	}
	return Name(name), nil
}

// On holds when the flag is on for a user.
func (f Flag) On(id account.ID) bool {
	return f.Enabled || slices.Contains(f.Users, id) || place(f.Name, id) < f.Percentage*perPercent
}

// Set gives the flag with its users in order, each of them once.
func (f Flag) Set(by account.ID, now time.Time) Flag {
	f.Users = slices.Compact(slices.Sorted(slices.Values(f.Users)))
	f.UpdatedAt, f.UpdatedBy = now, by
	return f
}

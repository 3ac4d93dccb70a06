// Package factor owns second factors that a user enrols: authenticators that show codes, passkeys and
// recovery codes, with what is stored of each, and which of them proves what.
//
// Codes that are sent are of package passcode; that a user has them as a factor stands on the user
// alone. The package knows no AWS and no HTTP, and takes time and randomness as arguments.
package factor

import (
	"slices"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/token"
)

// The numbers of factors.
const (
	// Most is how many factors a user has, and MostPending how many enrolments they have begun.
	Most        = 10
	MostPending = 3
	// PendingLifetime is how long an enrolment can be confirmed.
	PendingLifetime = 10 * time.Minute
)

// The refusals of factors.
var (
	ErrNotFound = fault.New(fault.NotFound, "factor_not_found", "There is no such factor, or its enrolment has ended.")
	ErrTooMany  = fault.New(fault.Conflict, "too_many_factors", "A user can have ten factors. Remove one first.")
	// ErrTooManyPending keeps an intruder from filling the account with enrolments.
	ErrTooManyPending = fault.New(fault.Conflict, "too_many_enrolments", "Three enrolments are open already. Confirm one, or wait until they expire.")
	// ErrPasskeysOff answers where the deployment has no domain for passkeys.
	ErrPasskeysOff  = fault.New(fault.Conflict, "passkeys_off", "Passkeys are turned off.")
	ErrPasskeyTaken = fault.New(fault.Conflict, "passkey_taken", "This passkey belongs to an account already.")
	// ErrTooNew says that what was given is too new to act on what is older.
	ErrTooNew = fault.New(fault.Forbidden, "factor_too_new", "This factor was added in the last 72 hours. Use an older factor, or a recovery code.")
)

// Factor is one second factor of a user.
type Factor struct {
	ID        string
	UserID    account.ID
	Type      account.FactorType
	Name      string // what the user calls it
	CreatedAt time.Time
	LastUsed  time.Time // zero where it was not used yet

	// Pending is of an enrolment that is not confirmed yet.
	Pending Pending
	// Secret and LastStep are of an authenticator.
	Secret   Secret
	LastStep int64
	// Passkey is of a passkey.
	Passkey Passkey
}

// Pending is an enrolment that waits to be confirmed; zero for a factor that is confirmed.
type Pending struct {
	Session   string // the hash of the session that began it: no other may confirm it
	Epoch     int64  // of the user's sessions: what ends those ends enrolments, too
	Challenge string // that the new passkey has to sign
	Expires   time.Time
}

// Passkey is what is stored of a passkey.
type Passkey struct {
	CredentialID []byte
	PublicKey    []byte // in COSE
	Counter      uint32 // zero for ever where the passkey is synced
	Domain       string // the RP ID that it is for; it is unusable for any other
	Handle       []byte // the user's, which says nothing about them
	UserVerified bool   // whether it verified the user when it was made; without, it is a second factor only
	Synced       bool   // whether it may be backed up
	BackedUp     bool
	Transports   []string
}

// Confirmed holds for a factor that signs in.
func (f Factor) Confirmed() bool { return f.Pending.Expires.IsZero() }

// Open holds for an enrolment that a session may still confirm. One from before the user's factors changed
// was not proven by those that the user has now.
func (f Factor) Open(u account.User, session string, now time.Time) bool {
	return f.waits(u, now) && token.Equal(f.Pending.Session, session)
}

func (f Factor) waits(u account.User, now time.Time) bool {
	return !f.Confirmed() && now.Before(f.Pending.Expires) && f.Pending.Epoch == u.SessionEpoch
}

// Set is all that a user has enrolled.
type Set struct {
	Factors  []Factor // those that are pending among them
	Recovery RecoveryCodes
}

// Confirmed are the factors that sign in, oldest first.
func (s Set) Confirmed() []Factor {
	all := slices.DeleteFunc(slices.Clone(s.Factors), func(f Factor) bool { return !f.Confirmed() })
	slices.SortStableFunc(all, func(a, b Factor) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return all
}

// Find gives a factor by its id, pending or not.
func (s Set) Find(id string) (Factor, error) {
	for _, f := range s.Factors {
		if f.ID == id {
			return f, nil
		}
	}
	return Factor{}, ErrNotFound
}

// With has one factor more, or one in the place of the pending one with its id.
func (s Set) With(f Factor) Set {
	s = s.Without(f)
	s.Factors = append(s.Factors, f)
	return s
}

// Without has one factor less.
func (s Set) Without(f Factor) Set {
	s.Factors = slices.DeleteFunc(slices.Clone(s.Factors), func(g Factor) bool { return g.ID == f.ID })
	return s
}

// Types is what stands on the user of what they have enrolled, beside the codes that are sent to them.
func (s Set) Types(sent account.Factors) account.Factors {
	held := sent.Without(account.Passkey).Without(account.TOTP)
	for _, f := range s.Confirmed() {
		held = held.With(f.Type, f.CreatedAt)
	}
	return held
}

// Package retention owns how long things stay stored once they have ended, and how many may be
// removed at once.
//
// It knows no AWS and no HTTP, and takes time as an argument. Package dynamo finds what has
// expired and removes it, under the same rules as conditions of each removal.
package retention

import (
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/supportpin"
)

// Rules are the times that a deployment may choose.
type Rules struct {
	// Unconfirmed is how long an account waits for its address to be confirmed; zero where
	// accounts go without confirmation, and so for ever.
	Unconfirmed time.Duration
	// Keys is how long a registration key stays stored that is used, revoked or expired.
	Keys time.Duration
}

// Passcode holds for codes that cannot be tried any more.
func Passcode(p passcode.Passcode, now time.Time) bool {
	return !p.Active || !now.Before(p.Expiration)
}

// Session holds for sessions that have expired.
func Session(s session.Session, now time.Time) bool { return !now.Before(s.ExpiresAt) }

// SupportPIN holds for PINs that have expired.
func SupportPIN(p supportpin.PIN, now time.Time) bool { return !now.Before(p.ExpiresAt) }

// Count holds for counts whose window has ended. What has no end is no count.
func Count(ends, now time.Time) bool { return !ends.IsZero() && !now.Before(ends) }

// Key holds for registration keys that have been of no use for long enough.
func (r Rules) Key(k registrationkey.Key, now time.Time) bool {
	before := r.KeysBefore(now)
	return !k.Active && !k.UpdatedAt.After(before) || !k.ExpiresAt.After(before)
}

// KeysBefore is when a key must have come to its end to be removed now.
func (r Rules) KeysBefore(now time.Time) time.Time { return now.Add(-r.Keys) }

// Account holds for accounts that nobody ever was the proven owner of, for long enough.
func (r Rules) Account(u account.User, now time.Time) bool {
	return r.Unconfirmed > 0 && Unproven(u) && !u.CreatedAt.After(r.AccountsBefore(now))
}

// Unproven holds for accounts that nobody ever was the proven owner of: never confirmed, never
// signed in to, never staff, and not made by an admin for somebody, who may come later.
func Unproven(u account.User) bool {
	return !u.EmailConfirmed && u.LastLogin.IsZero() && u.Role == account.RoleUser && u.CreatedBy == 0
}

// AccountsBefore is when an account must have been made to be removed now.
func (r Rules) AccountsBefore(now time.Time) time.Time { return now.Add(-r.Unconfirmed) }

// Usual is the most that one run removes of what nothing brings back, given what the last
// one removed: many times more is a wrong clock or a wrong rule sooner than a busy day.
func Usual(last int) int {
	const (
		always = 1000
		times  = 20
	)
	return max(always, times*last)
}

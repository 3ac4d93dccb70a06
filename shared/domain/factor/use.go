package factor

import (
	"time"

	"latchkey/shared/domain/account"
)

// Use is the use of a factor for one act. It is written in the transaction of the act, so that none is
// used twice.
type Use struct {
	Type  account.FactorType
	ID    string    // of the factor; empty for a code that was sent, and for a recovery code
	Since time.Time // since when the user has the factor, or the recovery codes
	Step  int64     // of an authenticator's code

	// Signed is of a passkey, in the request that has its assertion; nil where the proof of an earlier
	// request is redeemed.
	Signed *Signed

	RecoveryHash string
	RecoveryLeft int // codes, after this use
}

// Proves refuses a use that does not prove an act on what the user has had since a time; the zero time
// is for an act that adds something. What is too new proves nothing about what is older: an intruder
// who has added a factor of their own must not be able to take the owner's away.
func (u Use) Proves(held account.Factors, target, now time.Time) error {
	if u.Type != Recovery && !held.Provers(target, now).Include(u.Type) || !account.Settled(u.Since, target, now) {
		return ErrTooNew
	}
	return nil
}

// Signed is what an assertion changes of a passkey.
type Signed struct {
	Before, Counter uint32
	BackedUp        bool
}

// Cloned holds where the counter did not go up. Passkeys that are synced have none, and say 0 for ever.
func (s Signed) Cloned() bool { return (s.Before > 0 || s.Counter > 0) && s.Counter <= s.Before }

package dynamo

import (
	"context"
	"time"

	"latchkey/shared/account"
	"latchkey/shared/audit"
)

func readAllowance(r *reader) account.Allowance {
	return account.Allowance{
		Hash:    r.text("allow_reset_hash"),
		Expires: r.time("allow_reset_expires_at"),
		By:      account.ID(r.number("allow_reset_by")),
	}
}

// ResetAllowed writes the password that an admin allowed, in the one write that uses the
// leave up: it holds while the leave that was read is there and lasts. Of many resets at once,
// one finds it.
func (s *Store) ResetAllowed(ctx context.Context, from, to account.User, now time.Time) error {
	to.Version = from.Version + 1
	c := s.replacement(from, to)
	c.when += " AND #leave = :leave AND #until > :now AND #status = :active"
	c.names["#leave"], c.names["#until"], c.names["#status"] = "allow_reset_hash", "allow_reset_expires_at", "status"
	c.values[":leave"], c.values[":now"], c.values[":active"] = text(from.Allowance.Hash), seconds(now), text(account.Active)
	return s.commit(ctx, c.or(account.ErrResetNotAllowed).provided(to.EmailOTP.Check()), s.recording(ctx, audit.AdminReset, to.ID))
}

package dynamo

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
)

func readResetGrant(r *reader) account.ResetGrant {
	return account.ResetGrant{
		ID:      r.text("allow_reset_id"),
		Hash:    r.text("allow_reset_hash"),
		Expires: r.time("allow_reset_expires_at"),
		By:      account.ID(r.number("allow_reset_by")),
	}
}

// ResetByGrant writes the password that an admin allowed, in the one write that uses the grant
// up: it holds while the grant that was read is there and open. Of many resets at once, one
// finds it.
func (s *Store) ResetByGrant(ctx context.Context, from, to account.User, now time.Time) error {
	to.Version = from.Version + 1
	c := s.replacement(from, to)
	c.when += " AND #grant = :grant AND #until > :now AND #status = :active"
	c.names["#grant"], c.names["#until"], c.names["#status"] = "allow_reset_hash", "allow_reset_expires_at", "status"
	c.values[":grant"], c.values[":now"], c.values[":active"] = text(from.ResetGrant.Hash), seconds(now), text(account.Active)
	return s.commit(ctx, c.or(account.ErrResetNotAllowed).provided(to.EmailOTP.Check()), s.recording(ctx, audit.AdminReset, to.ID))
}

package dynamo

import (
	"time"

	"latchkey/shared/domain/account"
)

func readResetGrant(r *reader) account.ResetGrant {
	return account.ResetGrant{
		ID:      r.text("allow_reset_id"),
		Hash:    r.text("allow_reset_hash"),
		Expires: r.time("allow_reset_expires_at"),
		By:      account.ID(r.number("allow_reset_by")),
	}
}

// WhileGranted holds while the stored user has the grant that was read, and it is valid. Of many
// resets at once, one finds it: the update that sets the password clears it.
func WhileGranted(g account.ResetGrant, now time.Time) *Condition {
	return &Condition{
		when:    "#grant = :grant AND #until > :now AND #status = :active",
		names:   map[string]string{"#grant": "allow_reset_hash", "#until": "allow_reset_expires_at", "#status": "status"},
		values:  item{":grant": text(g.Hash), ":now": seconds(now), ":active": text(account.Active)},
		refused: account.ErrResetNotAllowed,
	}
}

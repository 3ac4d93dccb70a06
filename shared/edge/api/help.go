package api

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
)

// AdminCount says how many admins are active.
type AdminCount interface {
	ActiveAdmins(ctx context.Context) (int64, error)
}

// Help remembers that the caller, an admin, helps a user in one way. Whoever did so in another
// within a day is refused, so that no admin takes an account over alone; unless there is no
// other admin to ask, which is said for it to be counted with the deed.
func (r *Request) Help(ctx context.Context, c AdminCount, u account.User, kind account.Help, now time.Time) (helped account.User, alone bool, err error) {
	if u.Helped.Twice(r.Caller.UserID, kind, now) {
		admins, err := c.ActiveAdmins(ctx)
		if err != nil {
			return u, false, err
		}
		if admins > 1 {
			return u, false, account.ErrSecondAdmin
		}
		alone = true
	}
	u.Helped = u.Helped.With(r.Caller.UserID, kind, now)
	return u, alone, nil
}

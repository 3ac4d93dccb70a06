package staff

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
)

// AdminCount says how many admins are active.
type AdminCount interface {
	ActiveAdmins(ctx context.Context) (int64, error)
}

// Help notes that an admin helps a user in one way. An admin who helped the user in another way
// within a day is refused, so that no admin takes an account over alone. Where there is no other
// admin to ask, it is allowed; alone tells the caller to count that.
func Help(ctx context.Context, c AdminCount, admin account.ID, u account.User, kind account.Help, now time.Time) (helped account.User, alone bool, err error) {
	if u.Helped.Twice(admin, kind, now) {
		admins, err := c.ActiveAdmins(ctx)
		if err != nil {
			return u, false, err
		}
		if admins > 1 {
			return u, false, account.ErrSecondAdmin
		}
		alone = true
	}
	u.Helped = u.Helped.With(admin, kind, now)
	return u, alone, nil
}

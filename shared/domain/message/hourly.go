package message

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/throttle"
)

// Hourly tells users of what somebody else can cause as often as they like: of one kind once an hour, or a
// stranger could fill a mailbox.
type Hourly struct {
	Notifier  Notifier
	Throttles throttle.Key
	Quiet     interface {
		// Hush has something not done again until a time. First holds where it was not so before.
		Hush(ctx context.Context, of throttle.Subject, until, now time.Time) (first bool, err error)
	}
}

// Notify tells a user, unless they were told the same within the hour.
func (h Hourly) Notify(ctx context.Context, u account.User, notice Notice, now time.Time) error {
	if !u.EmailConfirmed {
		return nil
	}
	first, err := h.Quiet.Hush(ctx, h.Throttles.Of("told "+notice.name, u.ID.String()), now.Add(time.Hour), now)
	if err != nil || !first {
		return err
	}
	return h.Notifier.Notify(ctx, u, notice)
}

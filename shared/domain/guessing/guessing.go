// Package guessing tells users that somebody is guessing at their account: who knows the password and not
// the code, and who knows neither.
//
// Failures are counted by each name of the account as it is typed, and by names that nobody has. So the
// count links no two names, and neither it nor the time of an answer tells whether there is such a user.
// The owner's own mistakes alarm nobody: two wrong codes of one challenge, and nine failures a day, are
// told to nobody.
package guessing

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/throttle"
)

const (
	// wrongCodes of one challenge are no slip of the finger any more.
	wrongCodes = 3
	// Slot is how long an answer takes that tells a user, and just as long where there is no user to tell.
	Slot = time.Second
)

// Watch counts failures and tells users of them.
type Watch struct {
	Throttles throttle.Key
	Counter   interface {
		// Counted counts a charge and says how much is used then; throttle.ErrLimited where no more fits.
		Counted(ctx context.Context, c throttle.Charge) (throttle.Counts, error)
	}
	Hourly message.Hourly
	Slot   time.Duration
	After  func(time.Duration) <-chan time.Time
}

// WrongPassword counts a failure at a name. The one that makes them many tells the user, where somebody
// has that name: the zero user is told nothing, in the same time. What it gives an error for changes no
// answer.
func (w Watch) WrongPassword(ctx context.Context, name string, u account.User, at time.Time) error {
	many, err := w.count(ctx, name, at)
	if err != nil || !many {
		return err
	}
	over := w.After(w.Slot)
	err = w.tell(ctx, u, message.ManyFailures, at)
	select {
	case <-over:
	case <-ctx.Done():
	}
	return err
}

// WrongCode is of passcode.Watch. Only who knew the password, or has a session, gets as far as a code, so
// nothing has to be hidden here.
func (w Watch) WrongCode(ctx context.Context, p passcode.Passcode, u account.User, at time.Time) error {
	var many atomic.Bool
	g, gctx := errgroup.WithContext(ctx)
	for _, name := range []string{u.Username, u.Email} {
		g.Go(func() error {
			reached, err := w.count(gctx, name, at)
			if reached {
				many.Store(true)
			}
			return err
		})
	}
	err := g.Wait()
	if p.Purpose == passcode.SignIn && p.Attempts == wrongCodes {
		err = errors.Join(err, w.tell(ctx, u, message.WrongCode, at))
	}
	if many.Load() {
		err = errors.Join(err, w.tell(ctx, u, message.ManyFailures, at))
	}
	return err
}

// count counts a failure at a name. Many holds for the one failure of a day that makes them many.
func (w Watch) count(ctx context.Context, name string, at time.Time) (many bool, err error) {
	c := throttle.NameFailures.Charge(w.Throttles.Of("name", account.CanonicalName(name)), at)
	used, err := w.Counter.Counted(ctx, c)
	if errors.Is(err, throttle.ErrLimited) {
		return false, nil
	}
	return err == nil && used.Whole == c.Limit.Max, err
}

// tell leaves some of the slot unused, so that the answer is not late where the mail is.
func (w Watch) tell(ctx context.Context, u account.User, n message.Notice, at time.Time) error {
	if u.ID == 0 || u.Status != account.Active {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, w.Slot-w.Slot/10)
	defer cancel()
	return w.Hourly.Notify(ctx, u, n, at)
}

package passcode

import (
	"cmp"
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/metric"
	"latchkey/shared/domain/throttle"
)

// Counter counts tries, and failures over all codes of an account.
type Counter interface {
	// Try counts a try at an open challenge of one of the purposes and gives the challenge; ErrClosed
	// when there is none, with the one that was closed, if that is known.
	Try(ctx context.Context, id string, of []Purpose, now time.Time) (Passcode, error)
	// Passcode reads a challenge; ErrClosed when there is none.
	Passcode(ctx context.Context, id string) (Passcode, error)
	Take(ctx context.Context, c throttle.Charge) error
	Refund(ctx context.Context, c throttle.Charge) error
}

// Users finds users, and what they have enrolled.
type Users interface {
	User(ctx context.Context, id account.ID) (account.User, error)
	Factors(ctx context.Context, id account.ID) (factor.Set, error)
}

// Watch hears of wrong codes.
type Watch interface {
	WrongCode(ctx context.Context, p Passcode, u account.User, now time.Time) error
}

// Redeemer compares codes.
type Redeemer struct {
	Key            Key
	Authenticators factor.Key
	Throttles      throttle.Key
	Counter        Counter
	Users          Users
	Devices        device.Finder
	Watch          Watch // nil where only those are asked who have proven no address
}

// Redeem counts a try, and a failure of the account until the code proves right, before it
// compares: of many parallel guesses no more are compared than the limits allow. What the
// code allows is then written under the condition that the code is still open.
//
// A secret that nobody guesses is not counted, and not refused by a count: see redeemSecret.
func (r Redeemer) Redeem(ctx context.Context, a Answer, now time.Time) (Passcode, account.User, error) {
	if !a.Code.digits() {
		return r.redeemSecret(ctx, a, now)
	}
	p, err := Found(ctx, r.Devices, a.Device, now, func(ctx context.Context) (Passcode, error) {
		return r.Counter.Try(ctx, a.ChallengeID, a.purposes(), now)
	})
	if errors.Is(err, ErrClosed) {
		return Passcode{}, account.User{}, r.closed(ctx, p, a, now)
	}
	if err != nil {
		return Passcode{}, account.User{}, err
	}
	p.failure = r.failureOf(p, now)
	u, enrolled, err := r.chargedUser(ctx, p)
	if err != nil {
		return Passcode{}, account.User{}, orClosed(err)
	}
	right, err := r.matches(ctx, &p, u, enrolled, a.Code, now)
	switch {
	case errors.Is(err, ErrUsed):
		return Passcode{}, account.User{}, cmp.Or(r.RefundFailure(ctx, p), err)
	case err != nil:
		return Passcode{}, account.User{}, err
	}
	if !right {
		return Passcode{}, account.User{}, r.refuse(ctx, p, u, now)
	}
	return r.decide(ctx, p, u, a, right)
}

// refuse has the user told of a code that was guessed. Where that fails, the refusal stays what it is.
func (r Redeemer) refuse(ctx context.Context, p Passcode, u account.User, now time.Time) error {
	metric.Count(ctx, metric.PasscodeFailures)
	if r.Watch == nil {
		return ErrInvalid
	}
	if err := r.Watch.WrongCode(ctx, p, u, now); err != nil {
		return ErrInvalid.Because(err)
	}
	return ErrInvalid
}

// decide refuses a wrong code, and a right one for somebody or something else.
func (r Redeemer) decide(ctx context.Context, p Passcode, u account.User, a Answer, right bool) (Passcode, account.User, error) {
	switch {
	case !right:
		metric.Count(ctx, metric.PasscodeFailures)
		return Passcode{}, account.User{}, ErrInvalid
	case !p.ValidFor(u) || p.Change != digest(a.Change):
		return Passcode{}, account.User{}, ErrClosed
	}
	metric.Count(ctx, metric.Passcodes)
	return p, u, nil
}

// matches compares six digits with what the challenge asks for now, and with nothing else: a code of one
// method is worth nothing while another is open.
func (r Redeemer) matches(ctx context.Context, p *Passcode, u account.User, enrolled factor.Set, c Code, now time.Time) (bool, error) {
	switch p.Factor {
	case "":
		p.Use = factor.Use{Type: p.Method(), Since: u.Factors.Since(p.Method())}
		return r.Key.Matches(ctx, *p, c)
	case account.TOTP:
		use, right, used, err := r.Authenticators.MatchAny(enrolled, string(c), now)
		if used {
			return false, ErrUsed
		}
		p.Use = use
		return right, err
	}
	return false, nil
}

// closed says of a challenge that takes no answer whether this was the one that it took. A client
// that knows the code learns nothing by that, and the code is of no use any more.
func (r Redeemer) closed(ctx context.Context, p Passcode, a Answer, now time.Time) error {
	if !p.Used || !a.isFor(p.Purpose) || p.Change != digest(a.Change) {
		return ErrClosed
	}
	right, err := false, error(nil)
	switch p.Factor {
	case "":
		right, err = r.Key.Matches(ctx, p, a.Code)
	case account.TOTP:
		var enrolled factor.Set
		if enrolled, err = r.Users.Factors(ctx, p.UserID); err == nil {
			_, _, right, err = r.Authenticators.MatchAny(enrolled, string(a.Code), now)
		}
	}
	if err == nil && right {
		return ErrUsed
	}
	return cmp.Or(err, error(ErrClosed))
}

// orClosed has a challenge of a user who is gone look like any other that is closed.
func orClosed(err error) error {
	if errors.Is(err, account.ErrNotFound) {
		return ErrClosed.Because(err)
	}
	return err
}

// RefundFailure gives back the failure that Redeem counted ahead, if it counted one.
func (r Redeemer) RefundFailure(ctx context.Context, p Passcode) error {
	if p.failure == (throttle.Charge{}) {
		return nil
	}
	return r.Counter.Refund(ctx, p.failure)
}

// chargedUser charges the failure beside the reading.
func (r Redeemer) chargedUser(ctx context.Context, p Passcode) (u account.User, enrolled factor.Set, err error) {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		u, err = r.Users.User(ctx, p.UserID)
		return err
	})
	if p.Factor == account.TOTP {
		g.Go(func() (err error) {
			enrolled, err = r.Users.Factors(ctx, p.UserID)
			return err
		})
	}
	g.Go(func() error {
		err := r.Counter.Take(ctx, p.failure)
		var limited *fault.Fault
		if errors.Is(err, throttle.ErrLimited) && errors.As(err, &limited) {
			return ErrTooMany.After(limited.RetryAfter)
		}
		return err
	})
	return u, enrolled, g.Wait()
}

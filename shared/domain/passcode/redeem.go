package passcode

import (
	"cmp"
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/metric"
	"latchkey/shared/domain/throttle"
)

// Answer is what a client gives to a challenge.
type Answer struct {
	ChallengeID string
	Code        Code
	Purpose     Purpose
	Change      string // the change that the request asks for
}

// Check gives the reasons against an answer's form.
func (a Answer) Check() []fault.Field {
	return append(CheckID(a.ChallengeID), a.Code.Check()...)
}

// CheckID gives the reasons against the form of a challenge's id. Whether there is such a
// challenge is another question, with one answer to all who do not have it.
func CheckID(id string) []fault.Field {
	const most = 64 // characters, as JSON Schema counts
	switch {
	case id == "":
		return []fault.Field{fault.Required("challenge_id")}
	case utf8.RuneCountInString(id) > most:
		return []fault.Field{{Name: "challenge_id", Code: "malformed_challenge_id", Detail: "This is not the id of a challenge."}}
	}
	return nil
}

// Counter counts tries, and failures over all codes of an account.
type Counter interface {
	// Try counts a try at an open challenge of a purpose and gives the challenge; ErrClosed
	// when there is none, with the one that was closed, if that is known.
	Try(ctx context.Context, id string, purpose Purpose, now time.Time) (Passcode, error)
	Take(ctx context.Context, c throttle.Charge) error
	Refund(ctx context.Context, c throttle.Charge) error
}

// Users finds users.
type Users interface {
	User(ctx context.Context, id account.ID) (account.User, error)
}

// Redeemer compares codes.
type Redeemer struct {
	Key       Key
	Throttles throttle.Key
	Counter   Counter
	Users     Users
}

// Redeem counts a try, and a failure of the account until the code proves right, before it
// compares: of many parallel guesses no more are compared than the limits allow. What the
// code allows is then written under the condition that the code is still open.
func (r Redeemer) Redeem(ctx context.Context, a Answer, now time.Time) (Passcode, account.User, error) {
	p, err := r.Counter.Try(ctx, a.ChallengeID, a.Purpose, now)
	if errors.Is(err, ErrClosed) {
		return Passcode{}, account.User{}, r.closed(ctx, p, a)
	}
	if err != nil {
		return Passcode{}, account.User{}, err
	}
	p.failure = throttle.CodeFailures.Charge(r.Throttles.User(p.UserID), now)
	u, err := r.chargedUser(ctx, p)
	if errors.Is(err, account.ErrNotFound) {
		return Passcode{}, account.User{}, ErrClosed.Because(err)
	}
	if err != nil {
		return Passcode{}, account.User{}, err
	}
	right, err := r.Key.Matches(ctx, p, a.Code)
	switch {
	case err != nil:
		return Passcode{}, account.User{}, err
	case !right:
		metric.Count(ctx, metric.PasscodeFailures)
		return Passcode{}, account.User{}, ErrInvalid
	case !p.ValidFor(u) || p.Change != digest(a.Change):
		return Passcode{}, account.User{}, ErrClosed
	}
	metric.Count(ctx, metric.Passcodes)
	return p, u, nil
}

// closed says of a challenge that takes no answer whether this was the one that it took. A client
// that knows the code learns nothing by that, and the code is of no use any more.
func (r Redeemer) closed(ctx context.Context, p Passcode, a Answer) error {
	if !p.Used || p.Purpose != a.Purpose || p.Change != digest(a.Change) {
		return ErrClosed
	}
	right, err := r.Key.Matches(ctx, p, a.Code)
	if err == nil && right {
		return ErrUsed
	}
	return cmp.Or(err, error(ErrClosed))
}

// RefundFailure gives back the failure that Redeem counted ahead.
func (r Redeemer) RefundFailure(ctx context.Context, p Passcode) error {
	return r.Counter.Refund(ctx, p.failure)
}

func (r Redeemer) chargedUser(ctx context.Context, p Passcode) (account.User, error) {
	var u account.User
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		u, err = r.Users.User(ctx, p.UserID)
		return err
	})
	g.Go(func() error {
		err := r.Counter.Take(ctx, p.failure)
		var limited *fault.Fault
		if errors.Is(err, throttle.ErrLimited) && errors.As(err, &limited) {
			return ErrTooMany.After(limited.RetryAfter)
		}
		return err
	})
	return u, g.Wait()
}

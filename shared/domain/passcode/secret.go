package passcode

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
)

// redeemSecret takes a recovery code, or the proof of a passkey. No try is counted: a stranger could
// spend the tries, and nobody guesses these.
func (r Redeemer) redeemSecret(ctx context.Context, a Answer, now time.Time) (Passcode, account.User, error) {
	p, err := Found(ctx, r.Devices, a.Device, now, func(ctx context.Context) (Passcode, error) {
		return r.Counter.Passcode(ctx, a.ChallengeID)
	})
	if err != nil {
		return Passcode{}, account.User{}, err
	}
	if !a.isFor(p.Purpose) || !p.Active || !now.Before(p.Expiration) {
		return Passcode{}, account.User{}, ErrClosed
	}
	code, recovery := a.Code.recovery()
	if recovery && !p.takesRecovery() || !recovery && !p.takesProof() {
		return r.decide(ctx, p, account.User{}, a, false)
	}
	u, enrolled, err := r.enrolled(ctx, p.UserID)
	if err != nil {
		return Passcode{}, account.User{}, orClosed(err)
	}
	var right bool
	if recovery {
		p.Use, right = enrolled.Recovery.Match(code)
	} else {
		right, err = r.Key.Matches(ctx, p, a.Code)
	}
	if err != nil {
		return Passcode{}, account.User{}, err
	}
	return r.decide(ctx, p, u, a, right)
}

// takesRecovery holds for what recovery codes are for: signing in, and acts on factors.
func (p Passcode) takesRecovery() bool {
	return len(p.Methods) > 0 && (p.Purpose == SignIn || p.Purpose.OnFactors())
}

// takesProof holds where a passkey has answered ahead. To sign in, it does so in one request, without a proof.
func (p Passcode) takesProof() bool {
	return p.Use.Type == account.Passkey && p.Purpose != SignIn && p.Methods.Include(account.Passkey)
}

func (r Redeemer) enrolled(ctx context.Context, id account.ID) (u account.User, enrolled factor.Set, err error) {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		u, err = r.Users.User(ctx, id)
		return err
	})
	g.Go(func() (err error) {
		enrolled, err = r.Users.Factors(ctx, id)
		return err
	})
	return u, enrolled, g.Wait()
}

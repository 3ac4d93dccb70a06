package passcode

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/throttle"
)

// Ownership is whose an address or number is.
type Ownership struct {
	Claimed bool       // somebody has typed or proven it
	Prover  account.ID // who has proven it; zero for nobody
	quiet   bool       // its owner said that it was not them, a while ago
}

// Owners knows whose addresses and numbers are.
type Owners interface {
	User(ctx context.Context, id account.ID) (account.User, error)
	Ownership(ctx context.Context, c account.Channel, to string) (Ownership, error)
	// Quiet holds while a destination is not to be written to.
	Quiet(ctx context.Context, of throttle.Subject, now time.Time) (bool, error)
	// Hush has something not done again until a time. First holds where it was not so before.
	Hush(ctx context.Context, of throttle.Subject, until, now time.Time) (first bool, err error)
}

// ProvenByAnother is who else has proven a destination; zero for nobody.
func (st Ownership) ProvenByAnother(than account.ID) account.ID {
	if st.Prover == than {
		return 0
	}
	return st.Prover
}

// Look asks whose the destination of an order is, which is not looked for where the user has
// proven it.
func (i Issuer) Look(ctx context.Context, q Request, now time.Time) (Ownership, error) {
	if q.proven() {
		return Ownership{Claimed: true, Prover: q.User.ID}, nil
	}
	var st Ownership
	var quiet bool
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		st, err = i.ownership(ctx, q)
		return err
	})
	g.Go(func() (err error) {
		quiet, err = i.Owners.Quiet(ctx, NotMe(i.Throttles, q.destination()), now)
		return err
	})
	err := g.Wait()
	st.quiet = quiet && q.User.CreatedBy == 0 // an admin who makes an account is no stranger
	return st, err
}

// standing is that of the spelling that somebody else has proven, if there is one.
func (i Issuer) ownership(ctx context.Context, q Request) (Ownership, error) {
	spellings := q.Spellings
	if len(spellings) == 0 {
		spellings = []string{q.destination()}
	}
	all := make([]Ownership, len(spellings))
	g, ctx := errgroup.WithContext(ctx)
	for n, to := range spellings {
		g.Go(func() (err error) {
			all[n], err = i.Owners.Ownership(ctx, q.Channel, to)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return Ownership{}, err
	}
	for _, st := range all {
		if st.ProvenByAnother(q.User.ID) != 0 {
			return st, nil
		}
	}
	return all[0], nil
}

// NotMe names an address whose owner said that it was not them.
func NotMe(k throttle.Key, address string) throttle.Subject { return k.Of("not me", address) }

// noticed gives the owner of an address that is theirs where they are to be told now: once a day.
func (i Issuer) noticed(ctx context.Context, q Request, st Ownership, now time.Time) (*account.User, error) {
	id := st.ProvenByAnother(q.User.ID)
	if q.Channel != account.Email || id == 0 {
		return nil, nil
	}
	var first bool
	var owner account.User
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		first, err = i.Owners.Hush(ctx, i.Throttles.Of("told", q.destination()), now.Add(QuietFor), now)
		return err
	})
	g.Go(func() (err error) {
		owner, err = account.OrNobody(i.Owners.User(ctx, id))
		return err
	})
	if err := g.Wait(); err != nil || !first {
		return nil, err
	}
	return &owner, nil
}

package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/flag"
	"latchkey/shared/domain/metric"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
)

// attempt is one try at signing in as somebody. It takes the same steps and the same time
// whether or not there is such a user, or the answer would tell.
type attempt struct {
	user     account.User      // zero when there is none of that name
	full     bool              // whether the account has had as many failures as it may
	failure  throttle.Charge   // taken ahead, given back when the password is right
	spraying []throttle.Charge // counted for the networks and the name when it was wrong
	rehashed string
	rollout  bool // whether the rollout of mailed codes takes in the user
	at       time.Time
	warn     func(error) // notes what failed and is not the user's concern
}

// begin finds the user and takes a failure of the account ahead, so that of many parallel
// guesses no more are compared than the limit allows.
func (h handler) begin(ctx context.Context, name string, r *api.Request, now time.Time) (attempt, error) {
	networks := h.issuer.Throttles.Networks(r.Address())
	a := attempt{at: now, warn: r.Warn, spraying: h.spraying(networks, name, now)}
	var id account.ID
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return h.limits.Room(gctx, a.spraying...) })
	g.Go(func() (err error) {
		id, err = h.owner(gctx, name)
		return err
	})
	if err := g.Wait(); err != nil {
		return attempt{}, err
	}

	a.failure = throttle.LoginAccount.Charge(h.account(id, name), now).From(networks)
	g, gctx = errgroup.WithContext(ctx)
	g.Go(func() error { return h.take(gctx, &a) })
	// Asked for everybody, before it is known whether it matters, so that it costs no round trip
	// of its own and nobody's answer differs by it.
	g.Go(func() error { a.rollout = h.flags.On(gctx, flag.EmailBasedMFA, id); return nil })
	g.Go(func() (err error) {
		a.user, err = account.OrNobody(h.users.User(gctx, id))
		return err
	})
	return a, g.Wait()
}

// spraying counts a failure for the networks of an address and, within the smallest, for the
// name as it was typed. By the account behind the name, the refusal would tell which username
// and which address are one user's.
func (h handler) spraying(n throttle.Networks, name string, now time.Time) []throttle.Charge {
	charges := throttle.LoginAddress.ByNetwork(n, now)
	charges[0] = charges[0].Within(h.typed(name))
	return charges
}

func (h handler) typed(name string) throttle.Subject {
	return h.issuer.Throttles.Of("name", account.CanonicalName(name))
}

// take counts the account's failure. Where there were too many, the attempt goes on to a refusal
// that looks like a wrong password: any other would tell that there is such an account.
func (h handler) take(ctx context.Context, a *attempt) error {
	err := h.limits.Take(ctx, a.failure)
	if a.full = errors.Is(err, throttle.ErrLimited); a.full {
		metric.Count(ctx, metric.Limited)
		return nil
	}
	return err
}

// owner gives the id behind a username or an e-mail address; zero, which is nobody's, when
// there is none.
func (h handler) owner(ctx context.Context, name string) (account.ID, error) {
	find := h.users.UsernameOwner
	if strings.Contains(name, "@") {
		find = h.users.EmailOwner
	}
	return account.OrNobody(find(ctx, account.CanonicalName(name)))
}

// account is what failures are counted by: the user, whichever of their names was given, or
// the name where it is nobody's.
func (h handler) account(id account.ID, name string) throttle.Subject {
	if id == 0 {
		return h.typed(name)
	}
	return h.issuer.Throttles.User(id)
}

// verify compares the password, once, and refuses alike whatever is wrong.
func (h handler) verify(ctx context.Context, a *attempt, given string) error {
	if a.user.ID == 0 {
		h.hasher.HashDummy(given)
		return h.refuse(ctx, a)
	}
	ok, stale, err := h.hasher.Verify(a.user.PasswordHash, given)
	if err != nil {
		return err
	}
	if !ok || a.full || a.user.Status != account.Active {
		return h.refuse(ctx, a)
	}
	if stale {
		a.rehashed, err = h.hasher.Hash(h.random, given)
	}
	return err
}

// refuse counts the failure against the networks. A burst may have more under way than they
// may fail: what is beyond the limit learns nothing.
func (h handler) refuse(ctx context.Context, a *attempt) error {
	metric.Count(ctx, metric.SignInFailures)
	var g errgroup.Group
	for _, c := range a.spraying {
		g.Go(func() error { return h.limits.Take(ctx, c) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return account.ErrInvalidCredentials
}

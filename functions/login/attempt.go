package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/flag"
	"latchkey/shared/domain/metric"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
)

// attempt is one try at signing in as somebody. It takes the same steps and the same time
// whether or not there is such a user, or the time would tell.
type attempt struct {
	user     account.User      // zero where nobody has that name
	device   device.Device     // on which the user is known; zero for none
	full     bool              // whether the account has had as many failures as it may, or the device
	failure  throttle.Charge   // charged ahead, refunded if the password is right
	spraying []throttle.Charge // charged to the networks and the name if it is wrong
	name     string            // as it was typed
	rehashed string
	remember bool // whether the user is to be known on the device
	rollout  bool // whether mailed codes are on for the user
	at       time.Time
	warn     func(error) // logs an error that does not change the answer
}

// begin finds the user and charges a failure to the account ahead, so that of many parallel
// guesses no more are compared than the limit allows.
func (h handler) begin(ctx context.Context, name string, r *api.Request, now time.Time) (attempt, error) {
	networks := h.issuer.Throttles.Networks(r.Address())
	a := attempt{at: now, name: name, warn: r.Warn, spraying: h.spraying(networks, name, now)}
	id, err := h.find(ctx, &a, name, r)
	if err != nil {
		return attempt{}, err
	}
	a.failure = h.failure(a, h.account(id, name), networks)
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return h.take(gctx, &a) })
	// Read for every attempt, needed or not: so it costs no round trip of its own, and the answers
	// take the same time.
	g.Go(func() error { a.rollout = h.flags.On(gctx, flag.EmailBasedMFA, id); return nil })
	if !a.device.Known() { // with a known device, its user was read
		g.Go(func() (err error) {
			a.user, err = account.OrNobody(h.users.User(gctx, id))
			return err
		})
	}
	return a, g.Wait()
}

// find gives the id of the user, and the device on which they are known. What limits a network refuses
// nobody on a known device.
func (h handler) find(ctx context.Context, a *attempt, name string, r *api.Request) (id account.ID, err error) {
	var limited error
	var shown device.Found
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		limited = h.limits.Room(ctx, a.spraying...)
		return unless(throttle.ErrLimited, limited)
	})
	g.Go(func() (err error) {
		shown, err = r.Device().Find(ctx, h.devices)
		return err
	})
	g.Go(func() (err error) {
		id, err = h.owner(ctx, name)
		return err
	})
	if err := g.Wait(); err != nil {
		return 0, err
	}
	known := shown.Of(id, a.at)
	if !known.Known() {
		return id, limited
	}
	a.device, a.user = known.Used(r.Address(), r.UserAgent(), a.at), shown.User()
	return id, nil
}

// spraying charges a failure to the networks of an address and, within the smallest, to the name as
// typed. If it were charged to the account, the refusal would tell that a username and an address
// belong to one user.
func (h handler) spraying(n throttle.Networks, name string, now time.Time) []throttle.Charge {
	charges := throttle.LoginAddress.ByNetwork(n, now)
	charges[0] = charges[0].Within(h.typed(name))
	return charges
}

func (h handler) typed(name string) throttle.Subject {
	return h.issuer.Throttles.Of("name", account.CanonicalName(name))
}

// take counts the failure. Where there were too many, the attempt goes on to a refusal
// that looks like a wrong password: any other would tell that the account exists.
func (h handler) take(ctx context.Context, a *attempt) error {
	err := h.charge(ctx, *a)
	if a.full = errors.Is(err, throttle.ErrLimited); a.full {
		metric.Count(ctx, metric.Limited)
		return nil
	}
	return err
}

// owner gives the id behind a username or an e-mail address; zero, which no user has, where there is
// none.
func (h handler) owner(ctx context.Context, name string) (account.ID, error) {
	find := h.users.UsernameOwner
	if strings.Contains(name, "@") {
		find = h.users.EmailOwner
	}
	return account.OrNobody(find(ctx, account.CanonicalName(name)))
}

// account is what failures are counted by: the user, by whichever name they were found, or the name
// where no user has it.
func (h handler) account(id account.ID, name string) throttle.Subject {
	if id == 0 {
		return h.typed(name)
	}
	return h.issuer.Throttles.User(id)
}

// verify compares the password, once. Every refusal looks the same.
func (h handler) verify(ctx context.Context, a *attempt, given string) error {
	if a.user.ID == 0 || a.user.PasswordHash == "" { // nobody, or nobody who has chosen a password yet
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

// refuse charges the failure to the networks, unless the device counts it. In a burst more may be under way
// than the limit allows: those get the refusal of the limit, and learn nothing of the password.
func (h handler) refuse(ctx context.Context, a *attempt) error {
	metric.Count(ctx, metric.SignInFailures)
	var g errgroup.Group
	g.Go(func() error { a.warn(h.watch.WrongPassword(ctx, a.name, a.user, a.at)); return nil })
	if !a.device.Known() {
		for _, c := range a.spraying {
			g.Go(func() error { return h.limits.Take(ctx, c) })
		}
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return account.ErrInvalidCredentials
}

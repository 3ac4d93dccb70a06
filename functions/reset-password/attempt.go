package main

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/account"
	"latchkey/shared/throttle"
)

// user finds a user, zero where there is none of that name, and counts the try before anything
// is compared. It takes the same steps for every name, or the answer would tell whose it is.
func (h handler) user(ctx context.Context, name string, now time.Time) (account.User, error) {
	id, err := h.owner(ctx, name)
	if err != nil {
		return account.User{}, err
	}
	try := throttle.Charge{Limit: throttle.AdminReset, Subject: h.subject(id, name), At: now}
	var u account.User
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return h.store.Take(ctx, try) })
	g.Go(func() (err error) {
		u, err = h.store.User(ctx, id)
		if errors.Is(err, account.ErrNotFound) {
			return nil
		}
		return err
	})
	return u, g.Wait()
}

// owner gives the id behind a username; zero, which is nobody's, when there is none. A name too
// long to be anybody's is looked for like any other, cut short.
func (h handler) owner(ctx context.Context, name string) (account.ID, error) {
	id, err := h.store.UsernameOwner(ctx, account.CanonicalUsername(name[:min(len(name), account.NameLimit)]))
	if errors.Is(err, account.ErrNotFound) {
		return 0, nil
	}
	return id, err
}

// subject is what tries are counted by: the user, or the name where it is nobody's.
func (h handler) subject(id account.ID, name string) throttle.Subject {
	if id == 0 {
		return h.subjects.Of("name", account.CanonicalUsername(name))
	}
	return h.subjects.Of("user", id.String())
}

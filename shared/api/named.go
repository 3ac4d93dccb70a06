package api

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/account"
)

// Directory finds users by their names.
type Directory interface {
	UsernameOwner(ctx context.Context, name string) (account.ID, error)
	User(ctx context.Context, id account.ID) (account.User, error)
}

// Named is the user that the path's username names, for an admin who is one still: he may have
// been demoted while his request was on its way. Whoever is none is not told who exists.
func (r *Request) Named(ctx context.Context, d Directory) (account.User, error) {
	name := account.CanonicalUsername(r.Path("username"))
	var id account.ID
	var unknown error
	var g errgroup.Group
	g.Go(func() error { return r.stillAdmin(ctx, d) })
	g.Go(func() error {
		if unknown = account.ErrNotFound; account.CheckUsername(name) == nil {
			id, unknown = d.UsernameOwner(ctx, name)
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return account.User{}, err
	}
	if unknown != nil {
		return account.User{}, unknown
	}
	return d.User(ctx, id)
}

func (r *Request) stillAdmin(ctx context.Context, d Directory) error {
	u, err := d.User(ctx, r.Caller.UserID)
	switch {
	case errors.Is(err, account.ErrNotFound), err == nil && !u.ActiveAdmin():
		return errForbidden
	}
	return err
}

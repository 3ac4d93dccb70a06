package api

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
)

// Directory finds users by their names.
type Directory interface {
	UsernameOwner(ctx context.Context, name string) (account.ID, error)
	User(ctx context.Context, id account.ID) (account.User, error)
}

// An id of a query is a number as it stands in the answers.
var errNoID = fault.New(fault.Malformed, "wrong_type", "The id in the query has to be a number.").On("id")

// Named is the user that the request is about, for an admin who is one still: they may have been
// demoted while their request was on its way. Whoever is no admin is not told who exists.
func (r *Request) Named(ctx context.Context, d Directory) (account.User, error) {
	var id account.ID
	var unknown error
	var g errgroup.Group
	g.Go(func() error { return r.stillAdmin(ctx, d) })
	g.Go(func() error {
		id, unknown = r.NamedID(ctx, d)
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

// NamedID is the id of the user that the request is about: ?id= where the query has it, and else
// that of the path's username. The path is never read as an id: somebody may have a name of
// digits, from the time when these were allowed. By id, an account is found whose name is gone,
// and the path's name counts for nothing.
func (r *Request) NamedID(ctx context.Context, d interface {
	UsernameOwner(ctx context.Context, name string) (account.ID, error)
}) (account.ID, error) {
	digits, byID := r.LookupQuery("id")
	if !byID {
		return d.UsernameOwner(ctx, account.CanonicalUsername(r.Path("username")))
	}
	id, ok := account.ParseID(digits)
	if !ok {
		return 0, errNoID
	}
	return id, nil
}

func (r *Request) stillAdmin(ctx context.Context, d Directory) error {
	u, err := d.User(ctx, r.Caller.UserID)
	switch {
	case errors.Is(err, account.ErrNotFound), err == nil && !u.ActiveAdmin():
		return errForbidden
	}
	return err
}

// Package staff has the rules for staff who act on another user's account: how the user is named,
// that the caller still is an admin, that no admin takes an account over alone, and that a look at
// another user's data is recorded.
package staff

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
)

// ErrForbidden refuses a caller who may not do something.
var ErrForbidden = fault.New(fault.Forbidden, "forbidden", "You are not allowed to do this.")

// Target names the user whom a request is about: by id where there is one, else by username. By id,
// an account is found whose username is gone.
type Target struct {
	ID       account.ID
	Username string
}

// Usernames finds the owner of a username.
type Usernames interface {
	UsernameOwner(ctx context.Context, name string) (account.ID, error)
}

// Users finds users.
type Users interface {
	Usernames
	User(ctx context.Context, id account.ID) (account.User, error)
}

// FindID gives the id of the target user. Given by id, there need not be such a user any more.
func (t Target) FindID(ctx context.Context, names Usernames) (account.ID, error) {
	if t.ID != 0 {
		return t.ID, nil
	}
	return names.UsernameOwner(ctx, account.CanonicalUsername(t.Username))
}

// Find gives the target user to a caller who still is an admin: the caller may have been demoted
// while the request was on its way. Only an admin learns whether the user exists.
func (t Target) Find(ctx context.Context, users Users, caller account.ID) (account.User, error) {
	var id account.ID
	var unknown error
	var g errgroup.Group
	g.Go(func() error { return stillAdmin(ctx, users, caller) })
	g.Go(func() error {
		id, unknown = t.FindID(ctx, users)
		return nil
	})
	if err := g.Wait(); err != nil {
		return account.User{}, err
	}
	if unknown != nil {
		return account.User{}, unknown
	}
	return users.User(ctx, id)
}

func stillAdmin(ctx context.Context, users Users, caller account.ID) error {
	u, err := users.User(ctx, caller)
	switch {
	case errors.Is(err, account.ErrNotFound), err == nil && !u.ActiveAdmin():
		return ErrForbidden
	}
	return err
}

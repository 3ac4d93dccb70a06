// Package newpassword sets a new password of a user, by one step for every route that does: a change,
// a reset by a mailed link, and a reset by an admin's code. What proves that the caller may set it is
// up to the route.
package newpassword

import (
	"context"
	"io"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/password"
)

// Field is the member of a request that has the new password.
const Field = "new_password"

// Notifier tells a user that their password was set.
type Notifier interface {
	Notify(ctx context.Context, u account.User, n message.Notice) error
}

// Setter sets passwords.
type Setter struct {
	Policy   password.Policy
	Hasher   *password.Hasher
	Notifier Notifier
	Random   io.Reader
}

// CheckPolicy gives the reasons against a password of a user.
func (s Setter) CheckPolicy(u account.User, secret string) []fault.Field {
	return s.Policy.Check(Field, secret, u.Username, u.Email)
}

// CheckStolen refuses a password that is in lists of stolen ones.
func (s Setter) CheckStolen(ctx context.Context, secret string) error {
	return fault.Check(s.Policy.CheckStolen(ctx, Field, secret)...)
}

// Check refuses a password against the policy, the lists of stolen ones, and the password that the user
// has. It compares last, because that costs a hash.
func (s Setter) Check(ctx context.Context, u account.User, secret string) error {
	if err := fault.Check(s.CheckPolicy(u, secret)...); err != nil {
		return err
	}
	if err := s.CheckStolen(ctx, secret); err != nil {
		return err
	}
	return s.Recheck(u, secret)
}

// Recheck is of a password that was looked for among stolen ones before its user was known.
func (s Setter) Recheck(u account.User, secret string) error {
	if err := fault.Check(s.CheckPolicy(u, secret)...); err != nil {
		return err
	}
	return fault.Check(s.Hasher.CheckDiffers(Field, u.PasswordHash, secret)...)
}

// Change is a new password for a user, which was checked.
type Change struct {
	User   account.User
	Secret string
	At     time.Time
	Notice message.Notice
	// Write stores the user with the new password. A user who changed in between is not overwritten.
	Write func(ctx context.Context, next account.User) error
}

// Set hashes the password, ends every session of the user, writes, and tells the user. The password is
// set even where they could not be told, which unsent says.
func (s Setter) Set(ctx context.Context, c Change) (unsent, err error) {
	hash, err := s.Hasher.Hash(s.Random, c.Secret)
	if err != nil {
		return nil, err
	}
	next := c.User.SignOutEverywhere()
	next.UpdatedAt, next.PasswordHash = c.At, hash
	if err := c.Write(ctx, next); err != nil {
		return nil, err
	}
	return s.Notifier.Notify(ctx, c.User, c.Notice), nil
}

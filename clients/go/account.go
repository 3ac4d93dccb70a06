package latchkey

import (
	"context"
	"net/http"
	"strconv"
)

// ID is the id of a user, or Me.
type ID int64

// Me is the user who calls.
const Me ID = 0

func (id ID) String() string {
	if id == Me {
		return "me"
	}
	return strconv.FormatInt(int64(id), 10)
}

// Register makes an account and confirms its address with the code that the user is asked for.
func (c *Client) Register(ctx context.Context, r Registration, ask Ask) (*User, error) {
	var out struct {
		User      User
		Challenge *Challenge
	}
	err := c.Do(ctx, Call{Method: http.MethodPost, Path: []string{"users", "register"}, Body: r, Keyed: true}, &out)
	q, err := opened(out.Challenge, err)
	if err != nil {
		return nil, err
	}
	if q == nil {
		return &out.User, nil
	}
	return c.confirm(ctx, q, ask)
}

func (c *Client) confirm(ctx context.Context, q *Question, ask Ask) (*User, error) {
	user := new(User)
	err := c.redeem(ctx, q, ask, func(id, code string) error {
		return c.Do(ctx, Call{Method: http.MethodPost, Path: []string{"users", "confirm"}, Body: map[string]string{"challenge_id": id, "code": code}}, user)
	})
	if err != nil {
		return nil, err
	}
	return user, nil
}

// User reads a user.
func (c *Client) User(ctx context.Context, id ID) (*User, error) {
	user := new(User)
	if err := c.Do(ctx, Call{Method: http.MethodGet, Path: []string{"users", id.String()}}, user); err != nil {
		return nil, err
	}
	return user, nil
}

// Update changes a user. A new address, number or second factor needs a code.
func (c *Client) Update(ctx context.Context, id ID, changes Changes, ask Ask) (*User, error) {
	user := new(User)
	if err := c.proven(ctx, Call{Method: http.MethodPatch, Path: []string{"users", id.String()}, Body: changes}, ask, user); err != nil {
		return nil, err
	}
	return user, nil
}

// Delete deletes a user, with a code of the caller.
func (c *Client) Delete(ctx context.Context, id ID, ask Ask) error {
	return c.proven(ctx, Call{Method: http.MethodDelete, Path: []string{"users", id.String()}}, ask, nil)
}

// ChangePassword changes the caller's own password and ends their other sessions.
func (c *Client) ChangePassword(ctx context.Context, current, next string) error {
	body := map[string]string{"current_password": current, "new_password": next}
	return c.Do(ctx, Call{Method: http.MethodPost, Path: []string{"users", "me", "password"}, Body: body}, nil)
}

// RequestPasswordReset mails a link to choose a new password, if there is an account.
func (c *Client) RequestPasswordReset(ctx context.Context, email string) error {
	return c.Do(ctx, Call{Method: http.MethodPost, Path: []string{"password-reset"}, Body: map[string]string{"email": email}}, nil)
}

// ResetPassword sets a new password with the token of that link.
func (c *Client) ResetPassword(ctx context.Context, token, next string) error {
	body := map[string]string{"token": token, "new_password": next}
	return c.Do(ctx, Call{Method: http.MethodPost, Path: []string{"password-reset", "confirm"}, Body: body}, nil)
}

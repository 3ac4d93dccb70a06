package latchkey

import (
	"context"
	"net/http"
)

// SignIn signs a user in by their username or address. They are asked for the code of the second
// factor and, if their address is not confirmed yet, for the code that confirms it. A passkey is not a code:
// where it is asked for, open another method, or give up and finish with SignInWithPasskey.
func (c *Client) SignIn(ctx context.Context, username, password string, ask Ask) (*Session, error) {
	var out struct {
		Session
		Challenge *Challenge
	}
	body := struct {
		Username string `json:"username"`
		Password string `json:"password"`
		Remember bool   `json:"remember_device,omitempty"`
	}{username, password, c.remember}
	call := Call{Method: http.MethodPost, Path: []string{"users", "login"}, Body: body}
	err := c.Do(ctx, call, &out)
	q, err := opened(out.Challenge, err)
	if q == nil {
		return &out.Session, err
	}
	if q.Challenge.Purpose == "confirm_email" {
		if _, err := c.confirm(ctx, q, ask); err != nil {
			return nil, err
		}
		return c.SignIn(ctx, username, password, ask)
	}
	session := new(Session)
	err = c.redeem(ctx, q, ask, func(id, code string) error {
		return c.Do(ctx, Call{Method: http.MethodPost, Path: []string{"2fa"}, Body: map[string]string{"challenge_id": id, "code": code}}, session)
	})
	if err != nil {
		return nil, err
	}
	return session, nil
}

// SignOut ends the session of the token.
func (c *Client) SignOut(ctx context.Context) error {
	return c.Do(ctx, Call{Method: http.MethodPost, Path: []string{"users", "logout"}}, nil)
}

// Sessions are the sessions of a user.
func (c *Client) Sessions(ctx context.Context, user ID) ([]SignedIn, error) {
	var out struct{ Sessions []SignedIn }
	err := c.Do(ctx, Call{Method: http.MethodGet, Path: []string{"users", user.String(), "sessions"}}, &out)
	return out.Sessions, err
}

// RevokeSession ends a session of a user, by its id in the list.
func (c *Client) RevokeSession(ctx context.Context, user ID, session string) error {
	return c.Do(ctx, Call{Method: http.MethodDelete, Path: []string{"users", user.String(), "sessions", session}}, nil)
}

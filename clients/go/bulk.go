package latchkey

import (
	"context"
	"net/http"
)

// NewUser is a user whom an admin or a service registers. Without a password or its hash, and with
// Notify, they are invited.
type NewUser struct {
	Username        string         `json:"username,omitempty"` // one is made if it is empty
	Email           string         `json:"email"`
	Password        string         `json:"password,omitempty"`
	PasswordHash    string         `json:"password_hash,omitempty"` // of a password that was set elsewhere
	PhoneNumber     string         `json:"phone_number,omitempty"`
	TwoFactor       bool           `json:"2fa,omitempty"`
	TwoFactorMethod string         `json:"2fa_method,omitempty"`
	Profile         map[string]any `json:"profile,omitempty"`
	Metadata        map[string]any `json:"metadata,omitempty"`
	Language        string         `json:"language,omitempty"`
	EmailConfirmed  bool           `json:"email_confirmed,omitempty"`
	Notify          bool           `json:"notify,omitempty"` // whether the user is mailed
}

// Outcome is what became of one of many: what a single request would have been answered with.
type Outcome struct {
	Index   int      `json:"index"`
	Status  int      `json:"status"`
	User    *User    `json:"user,omitempty"`    // nil if it was refused
	Problem *Problem `json:"problem,omitempty"` // nil if it was done
}

// RegisterMany makes up to 100 accounts, for admins and services. Each has its own outcome, in the order
// of the users. Repeated by the same caller with the same users under WithIdempotencyKey, it makes nobody
// twice.
func (c *Client) RegisterMany(ctx context.Context, users []NewUser) ([]Outcome, error) {
	var out struct{ Results []Outcome }
	body := map[string][]NewUser{"users": users}
	err := c.Do(ctx, Call{Method: http.MethodPost, Path: []string{"users", "bulk"}, Body: body, Keyed: true}, &out)
	return out.Results, err
}

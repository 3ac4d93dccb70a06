package latchkey

import (
	"context"
	"iter"
	"net/http"
	"strconv"
	"time"
)

// RegistrationKey is a key that makes one account.
type RegistrationKey struct {
	ID        int64     `json:"id"`
	Note      *string   `json:"note"`
	Email     *string   `json:"email"`
	Active    bool      `json:"active"`
	ExpiresAt time.Time `json:"expires_at"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	UsedBy    *int64    `json:"used_by"`
}

// ListedKey is a registration key in the list, with its last four characters.
type ListedKey struct {
	RegistrationKey
	Hint string `json:"hint"`
}

// IssuedKey is a new registration key with its secret, which is shown this once.
type IssuedKey struct {
	RegistrationKey
	Secret string `json:"registration_key"`
}

// NewKeys are registration keys to issue. What is empty is left to the service.
type NewKeys struct {
	Count     int        `json:"count,omitempty"`
	Note      string     `json:"note,omitempty"`
	Email     string     `json:"email,omitempty"` // the one address that can use them
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
}

// RegistrationKeys are all registration keys, for admins.
func (c *Client) RegistrationKeys(ctx context.Context) iter.Seq2[*ListedKey, error] {
	return list[ListedKey](ctx, c, []string{"api", "v1", "admin", "registration-keys"}, nil, "keys")
}

// IssueRegistrationKeys issues up to 100 registration keys.
func (c *Client) IssueRegistrationKeys(ctx context.Context, keys NewKeys) ([]IssuedKey, error) {
	var out struct{ Keys []IssuedKey }
	call := Call{Method: http.MethodPost, Path: []string{"api", "v1", "admin", "registration-keys"}, Body: keys, Keyed: true}
	err := c.Do(ctx, call, &out)
	return out.Keys, err
}

// RevokeRegistrationKey revokes a registration key.
func (c *Client) RevokeRegistrationKey(ctx context.Context, id int64) error {
	return c.Do(ctx, Call{Method: http.MethodDelete, Path: []string{"api", "v1", "admin", "registration-keys", strconv.FormatInt(id, 10)}}, nil)
}

// ServiceKey is a key by which another program calls the service.
type ServiceKey struct {
	ID         int64      `json:"id"`
	Name       string     `json:"name"`
	Scopes     []string   `json:"scopes"`
	Hint       string     `json:"hint"` // its last four characters
	CreatedBy  int64      `json:"created_by"`
	CreatedAt  time.Time  `json:"created_at"`
	ExpiresAt  time.Time  `json:"expires_at"`
	RevokedAt  *time.Time `json:"revoked_at"`
	LastUsedAt *time.Time `json:"last_used_at"`
}

// IssuedServiceKey is a new service key with its secret, which is shown this once.
type IssuedServiceKey struct {
	ServiceKey
	Secret string `json:"service_key"`
}

// NewServiceKey is a service key to issue.
type NewServiceKey struct {
	Name      string     `json:"name"`
	Scopes    []string   `json:"scopes"`
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
}

// ServiceKeys are all service keys, for admins.
func (c *Client) ServiceKeys(ctx context.Context) iter.Seq2[*ServiceKey, error] {
	return list[ServiceKey](ctx, c, []string{"api", "v1", "admin", "service-keys"}, nil, "keys")
}

// IssueServiceKey issues a service key.
func (c *Client) IssueServiceKey(ctx context.Context, key NewServiceKey) (*IssuedServiceKey, error) {
	out := new(IssuedServiceKey)
	call := Call{Method: http.MethodPost, Path: []string{"api", "v1", "admin", "service-keys"}, Body: key, Keyed: true}
	if err := c.Do(ctx, call, out); err != nil {
		return nil, err
	}
	return out, nil
}

// RevokeServiceKey revokes a service key.
func (c *Client) RevokeServiceKey(ctx context.Context, id int64) error {
	return c.Do(ctx, Call{Method: http.MethodDelete, Path: []string{"api", "v1", "admin", "service-keys", strconv.FormatInt(id, 10)}}, nil)
}

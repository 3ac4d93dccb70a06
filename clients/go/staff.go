package latchkey

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// ResetGrant is the permission for a user to set a new password. Its code is shown this once; it is empty
// if the deployment asks for none.
type ResetGrant struct {
	Username  string    `json:"username"`
	Allowed   bool      `json:"allow_password_reset"`
	ExpiresAt time.Time `json:"expires_at"`
	Code      string    `json:"reset_code,omitempty"`
}

// UserExport is what is stored about a user, without secrets.
type UserExport struct {
	User     User       `json:"user"`
	Sessions []SignedIn `json:"sessions"`
	Devices  []Device   `json:"devices"`
	FactorList
	RegistrationKeyID *int64   `json:"registration_key_id"`
	SupportPIN        *HeldPIN `json:"support_pin"`
}

// HeldPIN is the expiry of a support PIN.
type HeldPIN struct {
	ExpiresAt time.Time `json:"expires_at"`
}

// FeatureFlag says for whom a feature is on: for everyone, for a share of the users, and for those listed.
type FeatureFlag struct {
	Name       string     `json:"name"`
	Enabled    bool       `json:"enabled"`
	Percentage int        `json:"percentage"`
	Users      []int64    `json:"users"`
	UpdatedAt  *time.Time `json:"updated_at"`
}

// ofUser is a route of staff about one account. A name of digits alone is an id: no username is.
func ofUser(method, user, act string) Call {
	call := Call{Method: method, Path: []string{"api", "v1", "admin", "users", user, act}}
	if _, err := strconv.ParseUint(user, 10, 64); err == nil {
		call.Path[4], call.Query = "-", url.Values{"id": {user}}
	}
	return call
}

// AllowReset lets a user set a new password within an hour, with the code of the grant. The user is a
// username or an id.
func (c *Client) AllowReset(ctx context.Context, user string) (*ResetGrant, error) {
	call := ofUser(http.MethodPost, user, "allow-reset")
	call.Keyed = true
	grant := new(ResetGrant)
	if err := c.Do(ctx, call, grant); err != nil {
		return nil, err
	}
	return grant, nil
}

// WithdrawReset withdraws the reset grant of a user, who is a username or an id.
func (c *Client) WithdrawReset(ctx context.Context, user string) error {
	return c.Do(ctx, ofUser(http.MethodDelete, user, "allow-reset"), nil)
}

// ResetFactors turns off the second factor of a user who lost it, who is a username or an id. The reason is
// for the audit record.
func (c *Client) ResetFactors(ctx context.Context, user, reason string) (*User, error) {
	call := ofUser(http.MethodPost, user, "reset-factors")
	call.Body = map[string]string{"reason": reason}
	out := new(User)
	if err := c.Do(ctx, call, out); err != nil {
		return nil, err
	}
	return out, nil
}

// VerifyPIN says whether a support PIN is the user's.
func (c *Client) VerifyPIN(ctx context.Context, user ID, pin string) (bool, error) {
	var out struct{ Valid bool }
	call := Call{Method: http.MethodPost, Path: []string{"api", "v4", "users", user.String(), "support_pin", "verify"}, Body: map[string]string{"pin": pin}}
	err := c.Do(ctx, call, &out)
	return out.Valid, err
}

// RevokePIN revokes the support PIN of a user.
func (c *Client) RevokePIN(ctx context.Context, user ID) error {
	return c.Do(ctx, Call{Method: http.MethodPost, Path: []string{"api", "v4", "users", user.String(), "support_pin", "revoke"}}, nil)
}

// Export is what is stored about a user.
func (c *Client) Export(ctx context.Context, user ID) (*UserExport, error) {
	out := new(UserExport)
	if err := c.Do(ctx, Call{Method: http.MethodGet, Path: []string{"users", user.String(), "export"}}, out); err != nil {
		return nil, err
	}
	return out, nil
}

// FeatureFlags are all feature flags, for admins.
func (c *Client) FeatureFlags(ctx context.Context) ([]FeatureFlag, error) {
	var out struct {
		Flags []FeatureFlag `json:"feature_flags"`
	}
	err := c.Do(ctx, Call{Method: http.MethodGet, Path: []string{"api", "v1", "admin", "feature-flags"}}, &out)
	return out.Flags, err
}

// SetFeatureFlag sets a flag as a whole: what is zero is off.
func (c *Client) SetFeatureFlag(ctx context.Context, flag FeatureFlag) (*FeatureFlag, error) {
	body := map[string]any{"enabled": flag.Enabled, "percentage": flag.Percentage, "users": append([]int64{}, flag.Users...)}
	out := new(FeatureFlag)
	call := Call{Method: http.MethodPut, Path: []string{"api", "v1", "admin", "feature-flags", flag.Name}, Body: body}
	if err := c.Do(ctx, call, out); err != nil {
		return nil, err
	}
	return out, nil
}

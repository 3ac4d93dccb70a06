package latchkey

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Factor is a second factor of a user.
type Factor struct {
	ID         string     `json:"id"`
	Type       string     `json:"type"`       // passkey, totp, sms or email
	Name       *string    `json:"name"`       // what the user calls it; nil if its codes are sent
	SentTo     *string    `json:"sent_to"`    // masked; nil if it sends none
	CreatedAt  *time.Time `json:"created_at"` // nil for a factor from before this was stored
	LastUsedAt *time.Time `json:"last_used_at"`
	Usable     bool       `json:"usable"`
	ProvesFrom *time.Time `json:"proves_from"` // from when on it proves acts on older factors; nil if it does
}

// FactorList are the factors of a user, the strongest first.
type FactorList struct {
	Factors       []Factor           `json:"factors"`
	RecoveryCodes *RecoveryCodesLeft `json:"recovery_codes"` // nil if the user never had any
}

// RecoveryCodesLeft says how many recovery codes are not used yet.
type RecoveryCodesLeft struct {
	Left      int       `json:"left"`
	CreatedAt time.Time `json:"created_at"`
}

// Enrolment is what a new factor is set up with, until it is confirmed. It has what its type needs.
type Enrolment struct {
	Factor  Factor               `json:"factor"`
	TOTP    *AuthenticatorSecret `json:"totp,omitempty"`
	Passkey *NewPasskey          `json:"passkey,omitempty"`
}

// AuthenticatorSecret is what an authenticator is set up with: to type, and to show as a QR code.
type AuthenticatorSecret struct {
	Secret string `json:"secret"`
	URI    string `json:"uri"`
}

// NewPasskey is what a browser makes a passkey with.
type NewPasskey struct {
	PublicKey json.RawMessage `json:"public_key"`
}

// ConfirmedFactor is a factor that is asked for from now on. With the first one come recovery codes, which
// are shown once.
type ConfirmedFactor struct {
	Factor        Factor   `json:"factor"`
	RecoveryCodes []string `json:"recovery_codes"`
}

// Factors are the second factors of a user.
func (c *Client) Factors(ctx context.Context, user ID) (*FactorList, error) {
	all := new(FactorList)
	if err := c.Do(ctx, Call{Method: http.MethodGet, Path: []string{"users", user.String(), "factors"}}, all); err != nil {
		return nil, err
	}
	return all, nil
}

// AddFactor begins to add an authenticator (totp) or a passkey. A user who has a factor is asked for it.
func (c *Client) AddFactor(ctx context.Context, kind, name string, ask Ask) (*Enrolment, error) {
	begun := new(Enrolment)
	body := map[string]string{"type": kind, "name": name}
	if err := c.proven(ctx, Call{Method: http.MethodPost, Path: []string{"users", "me", "factors"}, Body: body}, ask, begun); err != nil {
		return nil, err
	}
	return begun, nil
}

// ConfirmAuthenticator adds an authenticator with the first code that it shows.
func (c *Client) ConfirmAuthenticator(ctx context.Context, factor, code string) (*ConfirmedFactor, error) {
	return c.confirmFactor(ctx, factor, map[string]string{"code": code})
}

// ConfirmPasskey adds a passkey with what the browser made: PublicKeyCredential.toJSON().
func (c *Client) ConfirmPasskey(ctx context.Context, factor string, credential json.RawMessage) (*ConfirmedFactor, error) {
	return c.confirmFactor(ctx, factor, map[string]json.RawMessage{"credential": credential})
}

func (c *Client) confirmFactor(ctx context.Context, factor string, body any) (*ConfirmedFactor, error) {
	added := new(ConfirmedFactor)
	call := Call{Method: http.MethodPost, Path: []string{"users", "me", "factors", factor, "confirm"}, Body: body}
	if err := c.Do(ctx, call, added); err != nil {
		return nil, err
	}
	return added, nil
}

// RemoveFactor removes a factor of the caller, by its id in the list. They are asked for the strongest one.
func (c *Client) RemoveFactor(ctx context.Context, factor string, ask Ask) error {
	return c.proven(ctx, Call{Method: http.MethodDelete, Path: []string{"users", "me", "factors", factor}}, ask, nil)
}

// RenewRecoveryCodes makes ten new recovery codes of the caller, which are shown once.
func (c *Client) RenewRecoveryCodes(ctx context.Context, ask Ask) ([]string, error) {
	var out struct {
		RecoveryCodes []string `json:"recovery_codes"`
	}
	err := c.proven(ctx, Call{Method: http.MethodPost, Path: []string{"users", "me", "recovery-codes"}}, ask, &out)
	return out.RecoveryCodes, err
}

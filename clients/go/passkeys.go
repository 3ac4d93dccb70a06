package latchkey

import (
	"context"
	"encoding/json"
	"net/http"
)

// BeginPasskey begins a sign-in without a name or a password. The browser is asked with its PublicKey.
func (c *Client) BeginPasskey(ctx context.Context) (*Challenge, error) {
	var out struct{ Challenge Challenge }
	if err := c.Do(ctx, Call{Method: http.MethodPost, Path: []string{"passkeys", "begin"}}, &out); err != nil {
		return nil, err
	}
	return &out.Challenge, nil
}

// SignInWithPasskey finishes a sign-in with what the browser gave for a challenge: PublicKeyCredential.toJSON().
func (c *Client) SignInWithPasskey(ctx context.Context, challenge string, credential json.RawMessage) (*Session, error) {
	session := new(Session)
	if err := c.signed(ctx, challenge, credential, session); err != nil {
		return nil, err
	}
	return session, nil
}

// ProveWithPasskey gives the code to answer the challenge of another act with, which Ask returns.
func (c *Client) ProveWithPasskey(ctx context.Context, challenge string, credential json.RawMessage) (code string, err error) {
	var out struct {
		Code string `json:"challenge_code"`
	}
	err = c.signed(ctx, challenge, credential, &out)
	return out.Code, err
}

func (c *Client) signed(ctx context.Context, challenge string, credential json.RawMessage, out any) error {
	body := struct {
		ChallengeID string          `json:"challenge_id"`
		Credential  json.RawMessage `json:"credential"`
		Remember    bool            `json:"remember_device,omitempty"`
	}{challenge, credential, c.remember}
	return c.Do(ctx, Call{Method: http.MethodPost, Path: []string{"passkeys", "sign-in"}, Body: body}, out)
}

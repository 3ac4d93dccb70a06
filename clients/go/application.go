package latchkey

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
)

// AuthorizationRequest is a sign-in that the service's page does for an application. A server keeps it with
// what it knows the browser by, until the user is back.
type AuthorizationRequest struct {
	URL      string // where to send the browser
	State    string
	Verifier string // a secret: it is sent to the service alone
}

// The ways to come back without being signed in.
var (
	// ErrWrongState is of a browser that did not begin the sign-in: somebody may want it to be signed in
	// to an account of theirs.
	ErrWrongState = errors.New("latchkey: the sign-in was not begun by this browser")
	// ErrAccessDenied is of users who did not want to.
	ErrAccessDenied = errors.New("latchkey: the user did not sign in")
)

// AuthorizationRequest begins a sign-in on the service's page, from which users come back to an address
// that ReturnUrls of the deployment lists.
func (c *Client) AuthorizationRequest(returnTo string) AuthorizationRequest {
	r := AuthorizationRequest{State: random(), Verifier: random()}
	challenge := sha256.Sum256([]byte(r.Verifier))
	page := c.base.JoinPath("app", "sign-in")
	page.RawQuery = url.Values{
		"return_to": {returnTo}, "state": {r.State}, "code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])},
	}.Encode()
	r.URL = page.String()
	return r
}

// FinishSignIn signs in with what the user came back with: code and state, or error and state. They are in
// the fragment of the address, which no server sees, so a script of the page sends them to the server.
// A request is for one try.
func (c *Client) FinishSignIn(ctx context.Context, r AuthorizationRequest, returned url.Values) (*Session, error) {
	if r.State == "" || subtle.ConstantTimeCompare([]byte(r.State), []byte(returned.Get("state"))) != 1 {
		return nil, ErrWrongState
	}
	if returned.Get("code") == "" {
		return nil, ErrAccessDenied
	}
	session := new(Session)
	err := c.Do(ctx, Call{
		Method: http.MethodPost, Path: []string{"users", "login", "code"},
		Body: map[string]string{"code": returned.Get("code"), "code_verifier": r.Verifier},
	}, session)
	if err != nil {
		return nil, err
	}
	return session, nil
}

// random is 256 bits, as long as a verifier has to be.
func random() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // it never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// Package accesstoken owns access tokens: signed copies of a session that last five minutes, by which
// other programs verify on their own who calls.
//
// The session stays what is revoked. A copy goes on until it expires, so it is short, is never
// renewed but from the session, and opens nothing in this service. A token is a JWT (RFC 7519) that is
// signed by RS256. The package knows no AWS, and takes time as an argument.
package accesstoken

import (
	"context"
	"slices"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/session"
)

// lifetime is how long a token outlives the end of its session at most.
const lifetime = 5 * time.Minute

// ErrUnsigned asks the client to try again: the keys are outside the service.
var ErrUnsigned = fault.New(fault.Unavailable, "signing_unavailable", "The signing key cannot be used right now. Try again in a moment.").After(time.Second)

var errAudience = fault.Field{Name: "audience", Code: "unknown_audience", Detail: "There is no such audience."}

// Issuer issues the tokens of a deployment.
type Issuer struct {
	URL       string   // of the service, to the letter as other programs have it
	Audiences []string // that a client may name; the first is for those that name none
	Optional  []string // claims beside those that every token has: username, email
	Keys      *Keys
}

// Grant is what a token is issued for.
type Grant struct {
	Session  session.Session
	Ends     time.Time // of the session
	User     account.User
	Audience string
}

// Token is an access token.
type Token struct {
	Text      string
	ExpiresIn time.Duration
}

// Audience is the one that a client named, or the first where it named none.
func (i Issuer) Audience(named *string) (string, error) {
	switch {
	case named == nil:
		return i.Audiences[0], nil
	case slices.Contains(i.Audiences, *named):
		return *named, nil
	}
	return "", fault.Check(errAudience)
}

// Issue signs a token. It expires with its session, if that ends sooner.
func (i Issuer) Issue(ctx context.Context, g Grant, now time.Time) (Token, error) {
	expires := now.Add(lifetime)
	if g.Ends.Before(expires) {
		expires = g.Ends
	}
	text, err := i.Keys.sign(ctx, i.claims(g, now, expires))
	if err != nil {
		return Token{}, ErrUnsigned.Because(err)
	}
	return Token{text, expires.Sub(now)}, nil
}

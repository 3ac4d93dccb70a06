package api

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/token"
)

// AuthorizerEvent is what a gateway asks an authorizer.
type AuthorizerEvent = events.APIGatewayV2CustomAuthorizerV2Request

// Verdict is what an authorizer answers.
type Verdict = events.APIGatewayV2CustomAuthorizerSimpleResponse

// Authorizer verifies the caller for a gateway. It reads the session of the token and its user
// as they are now, in one call, and caches neither.
type Authorizer struct {
	Sessions session.Verifier
	// Keys verifies service keys; nil where they are refused. A key is no user, so it says nothing
	// to another team's API.
	Keys *servicekey.Verifier
	// StaffFactor is what staff need to do more than enrol a factor.
	StaffFactor account.StaffFactor
	Now         func() time.Time
}

// Caller is the user whom the token of a request signs in, the service whose key it is, or the reason why there is none. A panic
// is such a reason: otherwise the log would have what it printed, and the gateway no answer.
func (a Authorizer) Caller(ctx context.Context, e AuthorizerEvent) (Caller, error) {
	ctx, cancel := inTime(ctx)
	defer cancel()
	return Recover(func() (Caller, error) { return a.caller(ctx, e) })
}

func (a Authorizer) caller(ctx context.Context, e AuthorizerEvent) (Caller, error) {
	given, err := sentToken(lowered(e.Headers))
	if err != nil {
		return Caller{}, err
	}
	if t, isKey := token.Parse(token.ServiceKey, given); isKey && a.Keys != nil {
		return a.service(ctx, t)
	}
	t, ok := token.Parse(token.Session, given)
	switch {
	case !ok && token.IsJWT(given):
		return Caller{}, session.ErrAccessToken
	case !ok:
		return Caller{}, session.ErrInvalid
	}
	s, u, err := a.Sessions.Verify(ctx, account.ID(t.ID()), t.Hash(), a.Now())
	if err != nil {
		return Caller{}, err
	}
	return Caller{
		UserID: u.ID, Role: u.Role, Session: s.TokenHash, SessionID: s.ID, SignedInAt: s.CreatedAt, OnlyEnrols: !a.StaffFactor.Met(u),
	}, nil
}

func (a Authorizer) service(ctx context.Context, t token.Token) (Caller, error) {
	k, valid, err := a.Keys.Verify(ctx, t, a.Now())
	switch {
	case err != nil:
		return Caller{}, err
	case !valid:
		return Caller{}, session.ErrInvalid
	}
	return Caller{ServiceKey: k.ID, Scopes: k.Scopes}, nil
}

// sentToken reads what a request has for a token, from either header. Two tokens are refused, because it would
// not be clear which of them counts. An Authorization header of another scheme is ignored beside a
// PRIVATE-TOKEN: proxies and .netrc files add it.
func sentToken(headers map[string]string) (string, error) {
	authorization, given := headers["authorization"], headers["private-token"]
	bearer, isBearer := bearerOf(authorization)
	switch {
	case bearer != "" && given != "":
		return "", session.ErrTwoTokens
	case bearer != "":
		given = bearer
	case given == "" && authorization != "" && !isBearer:
		return "", session.ErrScheme
	case given == "":
		return "", session.ErrMissing
	}
	return given, nil
}

// Renews gives the hash of a user's session token that a sign-in has, if it has one: the new session
// takes the place of that one. Whatever else the headers have is ignored: who signs in need not
// be signed in, and another user's session is not touched.
func (r *Request) Renews(user account.ID) string {
	given, err := sentToken(r.event.Headers)
	t, ok := token.Parse(token.Session, given)
	if err != nil || !ok || account.ID(t.ID()) != user {
		return ""
	}
	return t.Hash()
}

// bearerOf is the token of an Authorization header of the scheme Bearer. One or more spaces may
// stand between them (RFC 6750 §2.1).
func bearerOf(authorization string) (given string, isBearer bool) {
	scheme, given, _ := strings.Cut(strings.TrimSpace(authorization), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", false
	}
	return strings.TrimSpace(given), true
}

package api

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/shared/domain/account"
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
	Now      func() time.Time
}

// Caller is the user whom the token of a request signs in, or the reason why there is none. A panic
// is such a reason: otherwise the log would have what it printed, and the gateway no answer.
func (a Authorizer) Caller(ctx context.Context, e AuthorizerEvent) (Caller, error) {
	ctx, cancel := inTime(ctx)
	defer cancel()
	return Recover(func() (Caller, error) { return a.caller(ctx, e) })
}

func (a Authorizer) caller(ctx context.Context, e AuthorizerEvent) (Caller, error) {
	t, err := tokenOf(lowered(e.Headers))
	if err != nil {
		return Caller{}, err
	}
	s, u, err := a.Sessions.Verify(ctx, account.ID(t.ID()), t.Hash(), a.Now())
	if err != nil {
		return Caller{}, err
	}
	return Caller{UserID: u.ID, Role: u.Role, Session: s.TokenHash, SessionID: s.ID, SignedInAt: s.CreatedAt}, nil
}

// tokenOf reads the token of a request, from either header. Two tokens are refused, because it would
// not be clear which of them counts. An Authorization header of another scheme is ignored beside a
// PRIVATE-TOKEN: proxies and .netrc files add it.
func tokenOf(headers map[string]string) (token.Token, error) {
	authorization, given := headers["authorization"], headers["private-token"]
	bearer, isBearer := bearerOf(authorization)
	switch {
	case bearer != "" && given != "":
		return token.Token{}, session.ErrTwoTokens
	case bearer != "":
		given = bearer
	case given == "" && authorization != "" && !isBearer:
		return token.Token{}, session.ErrScheme
	case given == "":
		return token.Token{}, session.ErrMissing
	}
	t, ok := token.Parse(token.Session, given)
	if !ok {
		return token.Token{}, session.ErrInvalid
	}
	return t, nil
}

// Renews gives the hash of a user's session token that a sign-in has, if it has one: the new session
// takes the place of that one. Whatever else the headers have is ignored: who signs in need not
// be signed in, and another user's session is not touched.
func (r *Request) Renews(user account.ID) string {
	t, err := tokenOf(r.event.Headers)
	if err != nil || account.ID(t.ID()) != user {
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

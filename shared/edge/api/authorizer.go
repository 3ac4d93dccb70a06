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
	Sessions interface {
		Session(ctx context.Context, user account.ID, hash string) (session.Session, account.User, error)
	}
	Now func() time.Time
}

// Caller is the user whom the token of a request signs in, or the reason why there is none. A panic
// is such a reason: otherwise the log would have what it printed, and the gateway no answer.
func (a Authorizer) Caller(ctx context.Context, e AuthorizerEvent) (Caller, error) {
	ctx, cancel := inTime(ctx)
	defer cancel()
	return Recover(func() (Caller, error) { return a.caller(ctx, e) })
}

func (a Authorizer) caller(ctx context.Context, e AuthorizerEvent) (Caller, error) {
	t, err := tokenOf(e)
	if err != nil {
		return Caller{}, err
	}
	s, u, err := a.Sessions.Session(ctx, account.ID(t.ID()), t.Hash())
	if err != nil {
		return Caller{}, err
	}
	if err := s.Verify(u, a.Now()); err != nil {
		return Caller{}, err
	}
	return Caller{UserID: u.ID, Role: u.Role, Session: s.TokenHash, SessionID: s.ID, SignedInAt: s.CreatedAt}, nil
}

// tokenOf reads the token of a request, from either header. Two tokens are refused, because it would
// not be clear which of them counts. An Authorization header of another scheme is ignored beside a
// PRIVATE-TOKEN: proxies and .netrc files add it.
func tokenOf(e AuthorizerEvent) (token.Token, error) {
	headers := lowered(e.Headers)
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

// bearerOf is the token of an Authorization header of the scheme Bearer. One or more spaces may
// stand between them (RFC 6750 §2.1).
func bearerOf(authorization string) (given string, isBearer bool) {
	scheme, given, _ := strings.Cut(strings.TrimSpace(authorization), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", false
	}
	return strings.TrimSpace(given), true
}

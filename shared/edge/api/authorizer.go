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

// Authorizer finds out for a gateway who calls. It reads the session of the token and its user
// as they are now, in one call, and keeps nothing of them.
type Authorizer struct {
	Sessions interface {
		Session(ctx context.Context, user account.ID, hash string) (session.Session, account.User, error)
	}
	Now func() time.Time
}

// Caller is whoever the token of a request signs in, or the reason why that is nobody. A panic
// is such a reason: it would tell the log what it was given, and the gateway nothing.
func (a Authorizer) Caller(ctx context.Context, e AuthorizerEvent) (Caller, error) {
	ctx, cancel := inTime(ctx)
	defer cancel()
	return Contain(func() (Caller, error) { return a.caller(ctx, e) })
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
	return Caller{UserID: u.ID, Role: u.Role, Session: s.TokenHash, SignedInAt: s.CreatedAt}, nil
}

// tokenOf reads the token of a request, from either header. Two tokens are refused: which of them
// counts would be anyone's guess. What Authorization has of another scheme is no token, and does
// not stand against a PRIVATE-TOKEN: proxies and .netrc files put it there.
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

// bearerOf is the token of an Authorization header of the scheme Bearer, which one space or more
// part from it (RFC 6750 §2.1).
func bearerOf(authorization string) (given string, isBearer bool) {
	scheme, given, _ := strings.Cut(strings.TrimSpace(authorization), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", false
	}
	return strings.TrimSpace(given), true
}

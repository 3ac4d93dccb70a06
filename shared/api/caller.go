package api

import (
	"errors"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/shared/account"
	"latchkey/shared/fault"
	"latchkey/shared/session"
	"latchkey/shared/token"
)

// Caller is who is signed in.
type Caller struct {
	UserID     account.ID
	Role       account.Role
	Session    string // the hash of the token
	SignedInAt time.Time
}

// Context gives a caller to the routes, by way of the gateway. Values are strings, because
// the gateway reads numbers as floating point.
func (c Caller) Context() map[string]any {
	return map[string]any{
		"user_id":      c.UserID.String(),
		"role":         string(c.Role),
		"session":      c.Session,
		"signed_in_at": c.SignedInAt.Format(time.RFC3339),
	}
}

// Refused gives the routes the reason why nobody is signed in. What is no refusal that they
// know is the authorizer's own failure.
func Refused(err error) map[string]any {
	var f *fault.Fault
	if errors.As(err, &f) && refusals[f.Code] != nil {
		return map[string]any{"refused": f.Code}
	}
	return map[string]any{"refused": errUnverified.Code}
}

// callerOf takes identity from the authorizer's context and from nothing that a client sent.
// Anything unexpected in it means that nobody is signed in.
func callerOf(e Event) (Caller, error) {
	if e.RequestContext.Authorizer == nil {
		return Caller{}, session.ErrMissing
	}
	given := e.RequestContext.Authorizer.Lambda
	if code := str(given, "refused"); code != "" {
		if f := refusals[code]; f != nil {
			return Caller{}, f
		}
		return Caller{}, errUnverified
	}
	id, ok := account.ParseID(str(given, "user_id"))
	at, err := time.Parse(time.RFC3339, str(given, "signed_in_at"))
	if !ok || err != nil {
		return Caller{}, session.ErrInvalid
	}
	return Caller{id, account.Role(str(given, "role")), str(given, "session"), at}, nil
}

func str(m map[string]any, key string) string {
	s, _ := m[key].(string)
	return s
}

// TokenOf reads the token of a request to the authorizer, from either header. Two tokens are
// none: which of them counts would be anyone's guess.
func TokenOf(e events.APIGatewayV2CustomAuthorizerV2Request) (token.Token, error) {
	bearer, private := e.Headers["authorization"], e.Headers["private-token"]
	if bearer == "" && private == "" {
		return token.Token{}, session.ErrMissing
	}
	given := private
	if bearer != "" {
		scheme, rest, _ := strings.Cut(bearer, " ")
		if !strings.EqualFold(scheme, "Bearer") || private != "" {
			return token.Token{}, session.ErrInvalid
		}
		given = rest
	}
	t, ok := token.Parse(token.Session, given)
	if !ok {
		return token.Token{}, session.ErrInvalid
	}
	return t, nil
}

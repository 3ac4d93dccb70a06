package protect

import (
	"context"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// Handler is a function behind an HTTP API, with payload format 2.0.
type Handler = func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)

// Lambda runs a handler for those who have access. The API wants Latchkey's exported authorizer
// on every route that leads here; it denies whoever is not signed in, in the gateway's words.
// A route that was left without it is refused here, to everybody.
func Lambda(access Access, next Handler) Handler {
	return func(ctx context.Context, e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		caller, refused := authorized(e)
		if refused == nil {
			refused = access.refuses(caller)
		}
		if refused != nil {
			return events.APIGatewayV2HTTPResponse{
				StatusCode: refused.status, Headers: refused.headers(), Body: refused.body(e.RequestContext.RequestID),
			}, nil
		}
		return next(with(ctx, caller), e)
	}
}

// authorized takes the caller from the authorizer's context, as the authorizer writes it. What
// is missing or of another type there means that nobody is signed in.
func authorized(e events.APIGatewayV2HTTPRequest) (Caller, *refusal) {
	if e.RequestContext.Authorizer == nil || len(e.RequestContext.Authorizer.Lambda) == 0 {
		return Caller{}, missing
	}
	given := func(name string) string {
		s, _ := e.RequestContext.Authorizer.Lambda[name].(string)
		return s
	}
	id, noID := strconv.ParseInt(given("user_id"), 10, 64)
	at, noTime := time.Parse(time.RFC3339, given("signed_in_at"))
	role := given("role")
	if noID != nil || noTime != nil || id <= 0 || role == "" {
		return Caller{}, invalid
	}
	return Caller{id, role, at}, nil
}

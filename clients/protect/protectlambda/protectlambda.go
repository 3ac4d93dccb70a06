// Package protectlambda protects functions behind an HTTP API with Latchkey's sessions, through
// the authorizer that Latchkey's stack exports.
//
// It is separate from package protect, so that a service on net/http does not need the events of
// Lambda.
package protectlambda

import (
	"context"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/clients/protect"
	"latchkey/clients/protect/internal/access"
)

// Handler is a function behind an HTTP API, with payload format 2.0.
type Handler = func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)

// For runs a handler for callers with access. The API needs Latchkey's exported authorizer on
// every route to the handler. The authorizer denies requests without a valid session, and the
// gateway answers them. On a route without the authorizer, For refuses every request.
func For(allowed protect.Access, next Handler) Handler {
	return func(ctx context.Context, e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		caller, refused := authorized(e)
		if refused == nil {
			refused = allowed.Refuses(caller)
		}
		if refused != nil {
			return events.APIGatewayV2HTTPResponse{
				StatusCode: refused.Status, Headers: refused.Headers(), Body: refused.Body(e.RequestContext.RequestID),
			}, nil
		}
		return next(access.With(ctx, caller), e)
	}
}

// authorized reads the caller from the authorizer's context. If a value is missing or has
// another type, nobody is signed in.
func authorized(e events.APIGatewayV2HTTPRequest) (protect.Caller, *access.Refusal) {
	if e.RequestContext.Authorizer == nil || len(e.RequestContext.Authorizer.Lambda) == 0 {
		return protect.Caller{}, access.Missing
	}
	given := func(name string) string {
		s, _ := e.RequestContext.Authorizer.Lambda[name].(string)
		return s
	}
	id, noID := strconv.ParseInt(given("user_id"), 10, 64)
	at, noTime := time.Parse(time.RFC3339, given("signed_in_at"))
	role := given("role")
	if noID != nil || noTime != nil || id <= 0 || role == "" {
		return protect.Caller{}, access.Invalid
	}
	return protect.Caller{UserID: id, Role: role, SignedInAt: at}, nil
}

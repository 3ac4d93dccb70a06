package main

import (
	"context"
	"log/slog"

	"latchkey/shared/edge/api"
)

type handler struct{ authorizer api.Authorizer }

// serve lets every request through to its route, which refuses it where nobody is signed in: the
// gateway would answer a denial with a text of its own. A failure here is passed on as a refusal,
// too, so that nobody is let in by it.
func (h handler) serve(ctx context.Context, e api.AuthorizerEvent) (api.Verdict, error) {
	caller, err := h.authorizer.Caller(ctx, e)
	if err != nil {
		report(ctx, e, err)
		return api.Verdict{IsAuthorized: true, Context: api.Refused(err)}, nil
	}
	return api.Verdict{IsAuthorized: true, Context: caller.Context()}, nil
}

// report logs failures. Ordinary refusals are in the route's own line.
func report(ctx context.Context, e api.AuthorizerEvent, err error) {
	if api.Unverified(err) {
		slog.ErrorContext(ctx, "the caller could not be verified", "request_id", e.RequestContext.RequestID, "cause", err.Error())
	}
}

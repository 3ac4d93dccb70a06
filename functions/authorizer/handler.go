package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/session"
)

type handler struct {
	sessions interface {
		Session(ctx context.Context, user account.ID, hash string) (session.Session, account.User, error)
	}
	now func() time.Time
}

// serve lets every request through to its route, which refuses where nobody is signed in:
// the gateway would answer a denial in words of its own. A failure here is passed on as a
// refusal too, so the door stays shut.
func (h handler) serve(ctx context.Context, e events.APIGatewayV2CustomAuthorizerV2Request) (events.APIGatewayV2CustomAuthorizerSimpleResponse, error) {
	caller, err := h.caller(ctx, e)
	known := caller.Context()
	if err != nil {
		known = api.Refused(err)
		report(ctx, e, err)
	}
	return events.APIGatewayV2CustomAuthorizerSimpleResponse{IsAuthorized: true, Context: known}, nil
}

func (h handler) caller(ctx context.Context, e events.APIGatewayV2CustomAuthorizerV2Request) (api.Caller, error) {
	t, err := api.TokenOf(e)
	if err != nil {
		return api.Caller{}, err
	}
	s, u, err := h.sessions.Session(ctx, account.ID(t.ID()), t.Hash())
	if err != nil {
		return api.Caller{}, err
	}
	if err := s.Verify(u, h.now()); err != nil {
		return api.Caller{}, err
	}
	return api.Caller{UserID: u.ID, Role: u.Role, Session: s.TokenHash, SignedInAt: s.CreatedAt}, nil
}

// report logs what is no ordinary refusal; those are in the route's own line.
func report(ctx context.Context, e events.APIGatewayV2CustomAuthorizerV2Request, err error) {
	if errors.Is(err, session.ErrMissing) || errors.Is(err, session.ErrInvalid) {
		return
	}
	slog.ErrorContext(ctx, "the caller could not be verified", "request_id", e.RequestContext.RequestID, "cause", err.Error())
}

package main

import (
	"context"
	"log/slog"

	"latchkey/shared/api"
)

type handler struct{ authorizer api.Authorizer }

// serve denies at the gateway, so that a function behind it never runs for nobody. It denies
// as well where it could not find out who calls: an error would keep the door shut too, but as
// a crash of this function, in the alarms of a team that cannot mend it.
func (h handler) serve(ctx context.Context, e api.AuthorizerEvent) (api.Verdict, error) {
	caller, err := h.authorizer.Caller(ctx, e)
	if err != nil {
		report(ctx, e, err)
		return api.Verdict{Context: map[string]any{}}, nil
	}
	return api.Verdict{IsAuthorized: true, Context: caller.Shown()}, nil
}

// report logs every denial: the gateway does not say why, and no route gets to log it.
func report(ctx context.Context, e api.AuthorizerEvent, err error) {
	level := slog.LevelInfo
	if api.Unverified(err) {
		level = slog.LevelError
	}
	slog.LogAttrs(ctx, level, "denied",
		slog.String("request_id", e.RequestContext.RequestID),
		slog.String("api", e.RequestContext.APIID),
		slog.String("route", e.RouteKey),
		slog.String("address", e.RequestContext.HTTP.SourceIP),
		slog.String("cause", err.Error()))
}

package main

import (
	"context"
	"log/slog"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/metric"
	"latchkey/shared/edge/api"
)

type handler struct {
	authorizer api.Authorizer
	namespace  string // of metrics
}

// serve denies at the gateway, so that a function behind it never runs without a caller. It denies
// also where the caller could not be verified, and counts that: an error would deny as well, but with
// a 500, which would look like a failure of the other team's API.
func (h handler) serve(ctx context.Context, e api.AuthorizerEvent) (api.Verdict, error) {
	caller, err := h.authorizer.Caller(ctx, e)
	if err == nil && caller.OnlyEnrols {
		err = account.ErrFactorRequired
	}
	if err != nil {
		h.report(ctx, e, err)
		return api.Verdict{Context: map[string]any{}}, nil
	}
	return api.Verdict{IsAuthorized: true, Context: caller.Shown()}, nil
}

// report logs every denial: the gateway does not say why, and no route runs that could.
func (h handler) report(ctx context.Context, e api.AuthorizerEvent, err error) {
	level, ctx := slog.LevelInfo, metric.Begin(ctx, h.namespace)
	if api.Unverified(err) {
		level = slog.LevelError
		metric.Count(ctx, metric.Failures)
	}
	slog.LogAttrs(ctx, level, "denied", append(metric.Report(ctx, time.Now()),
		slog.String("request_id", e.RequestContext.RequestID),
		slog.String("api", e.RequestContext.APIID),
		slog.String("route", e.RouteKey),
		slog.String("address", e.RequestContext.HTTP.SourceIP),
		slog.String("cause", err.Error()))...)
}

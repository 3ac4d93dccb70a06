package main

import (
	"context"
	"log/slog"
	"time"

	"latchkey/shared/domain/metric"
	"latchkey/shared/edge/api"
)

type handler struct {
	authorizer api.Authorizer
	namespace  string // of metrics
}

// serve denies at the gateway, so that a function behind it never runs for nobody. It denies
// as well where it could not find out who calls, and counts that: an error would keep the door
// shut too, but as a 500, which clients of other teams would take for a fault of theirs.
func (h handler) serve(ctx context.Context, e api.AuthorizerEvent) (api.Verdict, error) {
	caller, err := h.authorizer.Caller(ctx, e)
	if err != nil {
		h.report(ctx, e, err)
		return api.Verdict{Context: map[string]any{}}, nil
	}
	return api.Verdict{IsAuthorized: true, Context: caller.Shown()}, nil
}

// report logs every denial: the gateway does not say why, and no route gets to log it.
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

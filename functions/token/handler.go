package main

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/accesstoken"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	sessions interface {
		Session(ctx context.Context, user account.ID, hash string) (session.Session, account.User, error)
	}
	limits interface {
		Take(ctx context.Context, c throttle.Charge) error
		Refund(ctx context.Context, c throttle.Charge) error
	}
	lifetimes session.Lifetimes
	issuer    accesstoken.Issuer
	now       func() time.Time
}

type input struct {
	Audience *string `json:"audience"`
}

// serve signs what the session and its user are now. A token that was not signed does not count
// against the limit.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	audience, err := h.audience(r)
	if err != nil {
		return api.Reply{}, err
	}
	now := h.now()
	charge := throttle.AccessTokens.Charge(throttle.Session(r.Caller.Session), now)
	grant, err := h.charged(ctx, r.Caller, charge, now)
	if err != nil {
		return api.Reply{}, err
	}
	grant.Audience = audience
	token, err := h.issuer.Issue(ctx, grant, now)
	if err != nil {
		r.Warn(h.limits.Refund(ctx, charge))
		return api.Reply{}, err
	}
	return api.OK(wire.AccessTokenOf(token)), nil
}

// audience is read from a body that may be left out.
func (h handler) audience(r *api.Request) (string, error) {
	var in input
	if r.HasBody() {
		var err error
		if in, err = api.Decode[input](r); err != nil {
			return "", err
		}
	}
	return h.issuer.Audience(in.Audience)
}

// charged counts a token and reads the session at once, so that neither costs a round trip of its
// own. The authorizer has recorded that the session is used.
func (h handler) charged(ctx context.Context, c api.Caller, charge throttle.Charge, now time.Time) (accesstoken.Grant, error) {
	var grant accesstoken.Grant
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return h.limits.Take(ctx, charge) })
	g.Go(func() error {
		s, u, err := h.sessions.Session(ctx, c.UserID, c.Session)
		if err != nil {
			return err
		}
		grant = accesstoken.Grant{Session: s, User: u, Ends: h.lifetimes.End(s, u)}
		return h.lifetimes.Verify(s, u, now)
	})
	return grant, g.Wait()
}

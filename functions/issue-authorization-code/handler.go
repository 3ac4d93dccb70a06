package main

import (
	"context"
	"io"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/authorizationcode"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	codes interface {
		SaveAuthorizationCode(ctx context.Context, c authorizationcode.Code) error
	}
	sessions interface {
		Session(ctx context.Context, user account.ID, hash string) (session.Session, account.User, error)
	}
	limits interface {
		Take(ctx context.Context, c throttle.Charge) error
	}
	lifetimes  session.Lifetimes
	returnURLs authorizationcode.ReturnURLs
	random     io.Reader
	now        func() time.Time
}

type input struct {
	ReturnTo  string                      `json:"return_to"`
	Challenge authorizationcode.Challenge `json:"code_challenge"`
}

// serve hands over the caller alone, and not even an admin another user: a code becomes a session.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	id, err := r.OwnUser()
	if err != nil {
		return api.Reply{}, err
	}
	if err := fault.Check(slices.Concat(h.returnURLs.Check(in.ReturnTo), in.Challenge.Check())...); err != nil {
		return api.Reply{}, err
	}
	now := h.now()
	s, err := h.charged(ctx, r.Caller, now)
	if err != nil {
		return api.Reply{}, err
	}
	t, err := token.New(token.AuthorizationCode, h.random, int64(id))
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.codes.SaveAuthorizationCode(ctx, authorizationcode.New(t, s, in.ReturnTo, in.Challenge, now)); err != nil {
		return api.Reply{}, err
	}
	return api.Created(wire.AuthorizationCodeOf(t)), nil
}

// charged counts a code and reads the caller's session, at once.
func (h handler) charged(ctx context.Context, c api.Caller, now time.Time) (session.Session, error) {
	var s session.Session
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		return h.limits.Take(ctx, throttle.AuthorizationCodes.Charge(throttle.Session(c.Session), now))
	})
	g.Go(func() error {
		var u account.User
		var err error
		if s, u, err = h.sessions.Session(ctx, c.UserID, c.Session); err != nil {
			return err
		}
		return h.lifetimes.Verify(s, u, now)
	})
	return s, g.Wait()
}

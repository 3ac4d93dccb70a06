package main

import (
	"context"
	"errors"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/authorizationcode"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	codes interface {
		TryAuthorizationCode(ctx context.Context, hash string, now time.Time) (authorizationcode.Code, error)
		RedeemAuthorizationCode(ctx context.Context, c authorizationcode.Code, s session.Session) error
	}
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
	}
	sessions interface {
		EndSession(ctx context.Context, user account.ID, hash string) error
	}
	lifetimes  session.Lifetimes
	returnURLs authorizationcode.ReturnURLs
	random     io.Reader
	now        func() time.Time
}

type input struct {
	Code     string                     `json:"code"`
	Verifier authorizationcode.Verifier `json:"code_verifier"`
}

func (in input) check() error {
	fields := in.Verifier.Check()
	if in.Code == "" {
		fields = append(fields, fault.Required("code"))
	}
	return fault.Check(fields...)
}

// serve counts no failures: nobody guesses a code, and each has one try.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	if err := in.check(); err != nil {
		return api.Reply{}, err
	}
	given, ok := token.Parse(token.AuthorizationCode, in.Code)
	if !ok {
		return api.Reply{}, authorizationcode.ErrInvalid
	}
	now := h.now()
	code, user, err := h.try(ctx, given, now)
	if errors.Is(err, authorizationcode.ErrInvalid) && code.Replayed(in.Verifier, now) {
		r.Warn(h.sessions.EndSession(ctx, code.Session.UserID, code.Successor))
	}
	if err != nil {
		return api.Reply{}, err
	}
	return h.signIn(ctx, r, attempt{code, in.Verifier, user, now})
}

// attempt is one try at a code, for the user as they are now.
type attempt struct {
	code     authorizationcode.Code
	verifier authorizationcode.Verifier
	user     account.User
	at       time.Time
}

// try uses up the one try of a code, before anything is compared, and reads the user meanwhile. The
// calls are the same whether or not there is such a code.
func (h handler) try(ctx context.Context, given token.Token, now time.Time) (authorizationcode.Code, account.User, error) {
	var code authorizationcode.Code
	var user account.User
	var refused error
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		code, err = h.codes.TryAuthorizationCode(ctx, given.Hash(), now)
		if errors.Is(err, authorizationcode.ErrInvalid) {
			refused = err
			return nil
		}
		return err
	})
	g.Go(func() (err error) {
		user, err = account.OrNobody(h.users.User(ctx, account.ID(given.ID())))
		return err
	})
	if err := g.Wait(); err != nil {
		return authorizationcode.Code{}, account.User{}, err
	}
	return code, user, refused
}

// signIn gives the application a session of its own, which the user can end without signing out.
func (h handler) signIn(ctx context.Context, r *api.Request, a attempt) (api.Reply, error) {
	t, err := token.New(token.Session, h.random, int64(a.user.ID))
	if err != nil {
		return api.Reply{}, err
	}
	s := h.lifetimes.Continue(a.code.Session, t, a.user, r.Address(), r.UserAgent(), a.at)
	if !a.code.Allows(a.verifier, h.returnURLs) || h.lifetimes.Verify(s, a.user, a.at) != nil {
		return api.Reply{}, authorizationcode.ErrInvalid
	}
	if err := h.codes.RedeemAuthorizationCode(ctx, a.code, s); err != nil {
		return api.Reply{}, err
	}
	return api.OK(wire.SessionOf(t, s, a.user, a.at)), nil
}

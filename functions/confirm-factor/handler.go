package main

import (
	"context"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
		Factors(ctx context.Context, id account.ID) (factor.Set, error)
		UpdateUser(ctx context.Context, u dynamo.Update) error
	}
	limits interface {
		Take(ctx context.Context, c throttle.Charge) error
		Refund(ctx context.Context, c throttle.Charge) error
	}
	site           passkey.Site
	authenticators factor.Key
	subjects       throttle.Key
	notifier       message.Notifier
	random         io.Reader
	now            func() time.Time
}

// request is an enrolment that is to be confirmed, and the user as read.
type request struct {
	*api.Request
	user     account.User
	enrolled factor.Set
	begun    factor.Factor
	at       time.Time
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	q, err := h.read(ctx, r)
	if err != nil {
		return api.Reply{}, err
	}
	if err := fault.Check(in.check(q.begun.Type)...); err != nil {
		return api.Reply{}, err
	}
	f, charge, err := h.verify(ctx, q, in)
	if err != nil {
		return api.Reply{}, err
	}
	codes, err := h.enrol(ctx, q, f, charge)
	if err != nil {
		return api.Reply{}, err
	}
	r.Warn(h.notifier.NotifyEverywhere(ctx, q.user, message.FactorAdded))
	return api.OK(wire.ConfirmedFactorOf(f, codes, h.site.Domain, q.at)), nil
}

// read finds the enrolment, if the session began it and it has not ended.
func (h handler) read(ctx context.Context, r *api.Request) (request, error) {
	q := request{Request: r, at: h.now()}
	id, err := r.OwnUser()
	if err != nil {
		return q, err
	}
	g, reading := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		q.user, err = h.users.User(reading, id)
		return err
	})
	g.Go(func() (err error) {
		q.enrolled, err = h.users.Factors(reading, id)
		return err
	})
	if err := g.Wait(); err != nil {
		return q, err
	}
	q.begun, err = q.enrolled.Find(r.Path("factor_id"))
	if err == nil && !q.begun.Open(q.user, r.Caller.Session, q.at) {
		err = factor.ErrNotFound
	}
	return q, err
}

// enrol makes the factor one that signs in. With the first one, the user gets recovery codes. The charge for the
// code is given back beside it.
func (h handler) enrol(ctx context.Context, q request, f factor.Factor, charge *throttle.Charge) (codes []string, err error) {
	next := q.user.Enrolled(q.enrolled.With(f).Types(q.user.Factors), q.at)
	update := dynamo.Update{From: q.user, To: next, Enrol: []factor.Factor{f}, Keep: q.Caller.Session, Act: audit.FactorAdded}
	if !q.enrolled.Recovery.Any() {
		shown, stored, err := factor.DrawRecoveryCodes(h.random, q.at)
		if err != nil {
			return nil, err
		}
		codes, update.RecoveryCodes = shown, &stored
	}
	var g errgroup.Group
	g.Go(func() error { return h.users.UpdateUser(ctx, update) })
	if charge != nil {
		g.Go(func() error { q.Warn(h.limits.Refund(ctx, *charge)); return nil })
	}
	return codes, g.Wait()
}

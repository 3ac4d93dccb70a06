package main

import (
	"context"
	"io"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/stepup"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
		Factors(ctx context.Context, id account.ID) (factor.Set, error)
		SavePending(ctx context.Context, u account.User, f factor.Factor, spend *passcode.Passcode) error
	}
	site           passkey.Site
	authenticators factor.Key
	prover         stepup.Prover
	random         io.Reader
	now            func() time.Time
}

type input struct {
	Type account.FactorType `json:"type"`
	Name string             `json:"name"`
}

// request is a factor that is asked for, and the user as read.
type request struct {
	*api.Request
	wanted   factor.Enrolment
	user     account.User
	enrolled factor.Set
	at       time.Time
}

// serve makes the enrolment before it asks for a code: what cannot be enrolled needs none.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	q, err := h.read(ctx, r)
	if err != nil {
		return api.Reply{}, err
	}
	if err := q.enrolled.Room(q.user, q.at); err != nil {
		return api.Reply{}, err
	}
	f, answer, err := h.begin(q)
	if err != nil {
		return api.Reply{}, err
	}
	proof, err := h.prove(ctx, q)
	switch {
	case err != nil:
		return api.Reply{}, err
	case proof.Asked != nil:
		return *proof.Asked, nil
	}
	err = h.prover.Write(ctx, r, proof, func() error { return h.users.SavePending(ctx, q.user, f, proof.Code) })
	return api.Created(answer), err
}

func (h handler) read(ctx context.Context, r *api.Request) (request, error) {
	q := request{Request: r, at: h.now()}
	in, err := api.Decode[input](r)
	if err != nil {
		return q, err
	}
	if err := r.Fresh(q.at); err != nil {
		return q, err
	}
	id, err := r.OwnUser()
	if err != nil {
		return q, err
	}
	q.wanted = factor.Enrolment{Type: in.Type, Name: strings.TrimSpace(in.Name)}
	if err := fault.Check(q.wanted.Check()...); err != nil {
		return q, err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		q.user, err = h.users.User(ctx, id)
		return err
	})
	g.Go(func() (err error) {
		q.enrolled, err = h.users.Factors(ctx, id)
		return err
	})
	return q, g.Wait()
}

// prove asks for a factor of a user who has one. A first factor is added with a fresh session alone.
func (h handler) prove(ctx context.Context, q request) (stepup.Proof, error) {
	if q.user.TwoFactor() == "" {
		return stepup.Proof{}, nil
	}
	return h.prover.Prove(ctx, q.Request, stepup.Act{User: q.user, Purpose: passcode.AddFactor, Change: q.wanted.Text(), At: q.at})
}

package main

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/stepup"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
		Factors(ctx context.Context, id account.ID) (factor.Set, error)
		UpdateUser(ctx context.Context, u dynamo.Update) error
		DropPending(ctx context.Context, f factor.Factor) error
	}
	prover stepup.Prover
	staff  account.StaffFactor
	now    func() time.Time
}

// request is the removal of a factor, and the user as read.
type request struct {
	*api.Request
	user     account.User
	enrolled factor.Set
	at       time.Time
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	q, err := h.read(ctx, r)
	if err != nil {
		return api.Reply{}, err
	}
	id := r.Path("factor_id")
	if f, err := q.enrolled.Find(id); err == nil && f.Open(q.user, r.Caller.Session, q.at) {
		// Nobody can sign in with it yet, so nothing has to be proven.
		return api.NoContent(), h.users.DropPending(ctx, f)
	}
	act, update, err := q.removal(id)
	if err == nil {
		err = h.staff.Kept(q.user, update.To)
	}
	if err != nil {
		return api.Reply{}, err
	}
	proof, err := h.prover.Prove(ctx, r, act)
	switch {
	case err != nil:
		return api.Reply{}, err
	case proof.Asked != nil:
		return *proof.Asked, nil
	}
	update.Spend = proof.Code
	if err := h.prover.Write(ctx, r, proof, func() error { return h.users.UpdateUser(ctx, update) }); err != nil {
		return api.Reply{}, err
	}
	r.Warn(h.prover.Notifier.NotifyEverywhere(ctx, q.user, message.FactorRemoved))
	return api.NoContent(), nil
}

func (h handler) read(ctx context.Context, r *api.Request) (request, error) {
	q := request{Request: r, at: h.now()}
	if err := r.Fresh(q.at); err != nil {
		return q, err
	}
	id, err := r.OwnUser()
	if err != nil {
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

// removal is the act on a factor of the user, and the change that it is. Codes that are sent are named by their
// channel.
func (q request) removal(id string) (stepup.Act, dynamo.Update, error) {
	act := stepup.Act{User: q.user, Purpose: passcode.RemoveFactor, Change: id, At: q.at}
	update := dynamo.Update{From: q.user, Keep: q.Caller.Session, Act: audit.FactorRemoved}
	held := q.user.Factors
	if t := account.FactorType(id); t.Channel() != "" && held.Has(t) {
		act.Target, held = held.Since(t), held.Without(t)
	} else {
		f, err := q.enrolled.Find(id)
		if err != nil || !f.Confirmed() {
			return act, update, factor.ErrNotFound
		}
		act.Target, held = f.CreatedAt, q.enrolled.Without(f).Types(held)
		update.Remove = []factor.Factor{f}
	}
	update.To = q.user.Enrolled(held, q.at)
	if update.To.TwoFactor() == "" {
		update = update.AllOff(q.enrolled)
	}
	return act, update, nil
}

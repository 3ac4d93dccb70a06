package main

import (
	"context"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

// apply writes the change together with the use of its code, where it needs one, and tells the user.
func (h handler) apply(ctx context.Context, q request, code *passcode.Passcode) (api.Reply, error) {
	if q.to == q.from {
		return api.OK(wire.ChangedOf(q.from)), nil
	}
	update := q.update(code)
	var g errgroup.Group
	g.Go(func() error { return h.users.UpdateUser(ctx, update) })
	if code != nil {
		g.Go(func() error { q.Warn(h.redeemer.RefundFailure(ctx, *code)); return nil })
	}
	if err := g.Wait(); err != nil {
		return api.Reply{}, err
	}
	q.measure(ctx)
	h.tell(ctx, q, code)
	return api.OK(wire.ChangedOf(q.to)), nil
}

// update keeps the caller's own session where the change ends the sessions of the user. Turning all factors
// off removes what is enrolled, or it would be there again with the next factor.
func (q request) update(code *passcode.Passcode) dynamo.Update {
	u := dynamo.Update{From: q.from, To: q.to, Spend: code}
	if q.to.ConfirmedBy == account.ByAdmin && !q.from.EmailConfirmed {
		u.Act = audit.EmailConfirmed
	}
	if q.Caller.UserID == q.from.ID && q.to.SessionEpoch != q.from.SessionEpoch {
		u.Keep = q.Caller.Session
	}
	if q.turnsOff() {
		u = u.AllOff(q.enrolled)
	}
	return u
}

// tell tells the user what was changed: of their factors on every channel that they had before, of the rest
// by mail.
func (h handler) tell(ctx context.Context, q request, code *passcode.Passcode) {
	q.Warn(h.notifier.NotifyAll(ctx, message.About(q.from, q.to)))
	if q.from.Factors != q.to.Factors {
		q.Warn(h.notifier.NotifyByText(ctx, q.from, message.TwoFactorChanged))
	}
	if code != nil {
		q.Warn(h.notifier.NotifyUse(ctx, q.from, code.Use))
	}
}

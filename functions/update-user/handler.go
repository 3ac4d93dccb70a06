package main

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/phone"
	"latchkey/shared/domain/staff"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
		staff.AdminCount
		UpdateUser(ctx context.Context, u dynamo.Update) error
	}
	limits interface {
		Take(ctx context.Context, c throttle.Charge) error
	}
	issuer   passcode.Issuer
	redeemer passcode.Redeemer
	notifier message.Notifier
	phones   phone.Plan
	now      func() time.Time
}

type input struct {
	Username        *string          `json:"username"`
	Email           *string          `json:"email"`
	PhoneNumber     wire.Nullable    `json:"phone_number"`
	TwoFactor       *bool            `json:"2fa"`
	TwoFactorMethod *account.Channel `json:"2fa_method"`
	Role            *account.Role    `json:"role"`
	Status          *account.Status  `json:"status"`
}

func (in input) change() account.Change {
	c := account.Change{
		Username: in.Username, Email: in.Email,
		TwoFactor: in.TwoFactor, TwoFactorMethod: in.TwoFactorMethod, Role: in.Role, Status: in.Status,
	}
	if in.PhoneNumber.Null {
		c.NoPhoneNumber = true
	} else if in.PhoneNumber.Given {
		c.PhoneNumber = &in.PhoneNumber.Value
	}
	return c
}

// request is one change of one user, as it goes through its steps.
type request struct {
	*api.Request
	from, to account.User
	at       time.Time
	alone    bool // whether an admin does this without a second one, because there is none
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	if in.PhoneNumber.Value, err = h.phones.Canonical(in.PhoneNumber.Value); err != nil {
		return api.Reply{}, err
	}
	id, err := r.TargetUser()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.users.User(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	now := h.now()
	next, proof, err := in.change().Apply(user, r.Caller.Role == account.RoleAdmin, now)
	if err != nil {
		return api.Reply{}, err
	}
	return h.make(ctx, request{Request: r, from: user, to: next, at: now}, proof)
}

// make writes a change that needs no proof, asks for the code of one that does, and writes
// that one when the code comes with it.
func (h handler) make(ctx context.Context, q request, proof account.Proof) (api.Reply, error) {
	if proof != account.NoProof || account.NeedsFreshSession(q.from, q.to) {
		if err := q.Fresh(q.at); err != nil {
			return api.Reply{}, err
		}
	}
	q, err := h.help(ctx, q)
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.count(ctx, q); err != nil {
		return api.Reply{}, err
	}
	if proof == account.NoProof {
		return h.write(ctx, q, nil)
	}
	order := orderFor(proof, q.from, q.to)
	answer, answered, err := api.StepUp(q.Request, order.Purpose, order.Change)
	if err != nil {
		return api.Reply{}, err
	}
	if !answered {
		return h.ask(ctx, q, order)
	}
	code, _, err := h.redeemer.Redeem(ctx, answer, q.at)
	if err != nil {
		return api.Reply{}, err
	}
	return h.write(ctx, q, &code)
}

// count counts a new username, taken ones among them: the answer tells which names there are.
// Admins see that in the list of users.
func (h handler) count(ctx context.Context, q request) error {
	if q.from.Username == q.to.Username || q.Caller.Role == account.RoleAdmin {
		return nil
	}
	return h.limits.Take(ctx, throttle.Usernames.Charge(h.issuer.Throttles.User(q.from.ID), q.at))
}

// write ends every other session where the change ends sessions, and tells the user.
func (h handler) write(ctx context.Context, q request, code *passcode.Passcode) (api.Reply, error) {
	if q.to == q.from {
		return api.OK(wire.UserOf(q.from)), nil
	}
	update := dynamo.Update{From: q.from, To: q.to, Spend: code}
	if q.Caller.UserID == q.from.ID && q.to.SessionEpoch != q.from.SessionEpoch {
		update.Keep = q.Caller.Session
	}
	var g errgroup.Group
	g.Go(func() error { return h.users.UpdateUser(ctx, update) })
	if code != nil {
		g.Go(func() error { q.Warn(h.redeemer.RefundFailure(ctx, *code)); return nil })
	}
	if err := g.Wait(); err != nil {
		return api.Reply{}, err
	}
	q.measure(ctx)
	q.Warn(h.notifier.NotifyAll(ctx, message.About(q.from, q.to)))
	return api.OK(wire.UserOf(q.to)), nil
}

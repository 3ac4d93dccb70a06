package main

import (
	"context"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
)

type handler struct {
	store    *dynamo.Store
	subjects throttle.Key
	byCode   bool // whether it takes the code, or the open grant alone
	policy   password.Policy
	hasher   *password.Hasher
	notifier message.Notifier
	random   io.Reader
	now      func() time.Time
}

type input struct {
	Username    string `json:"username"`
	ResetCode   string `json:"reset_code"`
	NewPassword string `json:"new_password"`
}

// check looks at what was sent and at no account, and so before anything is counted. It knows
// the name as typed alone, so the answer is the same for every account.
func (in input) check(byCode bool, policy password.Policy) error {
	reasons := policy.Check("new_password", in.NewPassword, in.Username)
	if in.Username == "" {
		reasons = append(reasons, fault.Required("username"))
	}
	if byCode && in.ResetCode == "" {
		reasons = append(reasons, fault.Required("reset_code"))
	}
	return fault.Check(reasons...)
}

// serve gives no session: the second factor, if there is one, is still asked for.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	if err := in.check(h.byCode, h.policy); err != nil {
		return api.Reply{}, err
	}
	t, err := h.begin(ctx, in, r.Address(), h.now())
	if err != nil {
		return api.Reply{}, err
	}
	if !t.right {
		return api.Reply{}, account.ErrResetNotAllowed
	}
	return h.use(ctx, r, t, in.NewPassword)
}

// use sets the password by a grant that was proven, and gives back what the try was charged,
// whatever is wrong with the password.
func (h handler) use(ctx context.Context, r *api.Request, t try, secret string) (api.Reply, error) {
	next, unfit := h.reset(t, secret)
	var g errgroup.Group
	g.Go(func() error {
		r.Warn(h.store.Refund(ctx, t.charge))
		return nil
	})
	g.Go(func() error {
		if unfit != nil {
			return unfit
		}
		granted := dynamo.WhileGranted(t.user.ResetGrant, t.at)
		return h.store.UpdateUser(ctx, dynamo.Update{From: t.user, To: next, While: granted, Act: audit.AdminReset})
	})
	if err := g.Wait(); err != nil {
		return api.Reply{}, err
	}
	r.Warn(h.notifier.Notify(ctx, t.user, message.PasswordReset))
	return api.NoContent(), nil
}

// reset gives the user with the new password. It is checked once more, against the name, the
// address and the present password of the account.
func (h handler) reset(t try, secret string) (account.User, error) {
	if err := fault.Check(h.policy.Check("new_password", secret, t.user.Username, t.user.Email)...); err != nil {
		return account.User{}, err
	}
	if err := fault.Check(h.hasher.CheckAnother("new_password", t.user.PasswordHash, secret)...); err != nil {
		return account.User{}, err
	}
	next := t.user.SignOutEverywhere()
	next.UpdatedAt = t.at
	var err error
	next.PasswordHash, err = h.hasher.Hash(h.random, secret)
	return next, err
}

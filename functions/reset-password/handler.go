package main

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/newpassword"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
)

type handler struct {
	users interface {
		UsernameOwner(ctx context.Context, name string) (account.ID, error)
		User(ctx context.Context, id account.ID) (account.User, error)
		ChargedUser(ctx context.Context, c throttle.Charge, id account.ID) (account.User, error)
		UpdateUser(ctx context.Context, u dynamo.Update) error
	}
	limits interface {
		Refund(ctx context.Context, c throttle.Charge) error
	}
	subjects  throttle.Key
	byCode    bool // whether it asks for the code, or for a valid grant only
	passwords newpassword.Setter
	now       func() time.Time
}

type input struct {
	Username    string `json:"username"`
	ResetCode   string `json:"reset_code"`
	NewPassword string `json:"new_password"`
}

// check reads the body and no account, before anything is charged. It compares the password with the
// username as typed only, so the answer is the same for every account.
func (in input) check(byCode bool, policy password.Policy) error {
	reasons := policy.Check(newpassword.Field, in.NewPassword, in.Username)
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
	if err := in.check(h.byCode, h.passwords.Policy); err != nil {
		return api.Reply{}, err
	}
	if err := h.passwords.CheckStolen(ctx, in.NewPassword); err != nil {
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

// use sets the password by a grant that was proven, and refunds the try, whatever is wrong with the
// password. The password is checked once more, against the account: its name, its address and the
// password that it has.
func (h handler) use(ctx context.Context, r *api.Request, t try, secret string) (api.Reply, error) {
	refused := h.passwords.Recheck(t.user, secret)
	var g errgroup.Group
	g.Go(func() error {
		r.Warn(h.limits.Refund(ctx, t.charge))
		return nil
	})
	g.Go(func() error {
		if refused != nil {
			return refused
		}
		return h.reset(ctx, r, t, secret)
	})
	if err := g.Wait(); err != nil {
		return api.Reply{}, err
	}
	return api.NoContent(), nil
}

func (h handler) reset(ctx context.Context, r *api.Request, t try, secret string) error {
	unsent, err := h.passwords.Set(ctx, newpassword.Change{
		User: t.user, Secret: secret, At: t.at, Notice: message.PasswordReset,
		Write: func(ctx context.Context, next account.User) error {
			granted := dynamo.WhileGranted(t.user.ResetGrant, t.at)
			return h.users.UpdateUser(ctx, dynamo.Update{From: t.user, To: next, While: granted, Act: audit.AdminReset})
		},
	})
	r.Warn(unsent)
	return err
}

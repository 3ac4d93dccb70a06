package main

import (
	"context"
	"crypto/subtle"
	"io"
	"time"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/dynamo"
	"latchkey/shared/fault"
	"latchkey/shared/message"
	"latchkey/shared/password"
	"latchkey/shared/throttle"
	"latchkey/shared/token"
)

type handler struct {
	store    *dynamo.Store
	subjects throttle.Key
	byCode   bool // whether it takes the code, or the admin's leave alone
	policy   password.Policy
	hasher   *password.Hasher
	courier  message.Courier
	random   io.Reader
	now      func() time.Time
}

type input struct {
	Username    string `json:"username"`
	ResetCode   string `json:"reset_code"`
	NewPassword string `json:"new_password"`
}

// check looks at what is sent and at nobody's account.
func (in input) check(byCode bool) error {
	reasons := password.Readable("new_password", in.NewPassword)
	if in.Username == "" {
		reasons = append(reasons, fault.Field{Name: "username", Code: "required", Detail: "This field is required."})
	}
	if byCode && in.ResetCode == "" {
		reasons = append(reasons, fault.Field{Name: "reset_code", Code: "required", Detail: "This field is required."})
	}
	return fault.Check(reasons...)
}

// serve gives no session: the second factor, where there is one, still has its say.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	if err := in.check(h.byCode); err != nil {
		return api.Reply{}, err
	}
	now := h.now()
	user, err := h.user(ctx, in.Username, now)
	if err != nil {
		return api.Reply{}, err
	}
	if !h.allowed(user, in.ResetCode, now) {
		return api.Reply{}, account.ErrResetNotAllowed
	}
	return h.reset(ctx, r, user, in.NewPassword, now)
}

// allowed holds where an admin's leave lasts and, unless it is enough by itself, where this is
// its code. Nobody has the zero user's.
func (h handler) allowed(u account.User, given string, now time.Time) bool {
	code, wellFormed := token.Parse(token.AdminReset, given)
	right := wellFormed && subtle.ConstantTimeCompare([]byte(u.Allowance.Hash), []byte(code.Hash())) == 1
	return u.Allowance.Lasts(now) && u.Status == account.Active && (right || !h.byCode)
}

// reset says of the password what is wrong with it only here, where the code was right.
func (h handler) reset(ctx context.Context, r *api.Request, user account.User, secret string, now time.Time) (api.Reply, error) {
	if err := fault.Check(h.policy.Check("new_password", secret, user.Username, user.Email)...); err != nil {
		return api.Reply{}, err
	}
	next := user.SignOutEverywhere()
	next.UpdatedAt = now
	var err error
	if next.PasswordHash, err = h.hasher.Hash(h.random, secret); err != nil {
		return api.Reply{}, err
	}
	if err := h.store.ResetAllowed(ctx, user, next, now); err != nil {
		return api.Reply{}, err
	}
	r.Warn(h.courier.Notify(ctx, user.Email, message.PasswordReset))
	return api.NoContent(), nil
}

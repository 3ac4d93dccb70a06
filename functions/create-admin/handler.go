package main

import (
	"context"
	stdjson "encoding/json"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/flag"
	"latchkey/shared/domain/password"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		CreateFirstAdmin(ctx context.Context, u account.User) error
	}
	flags  *flag.Cache
	policy password.Policy
	hasher *password.Hasher
	random io.Reader
	now    func() time.Time
}

type input struct {
	Username string `json:"username"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

type output struct {
	User wire.User `json:"user"`
}

func (h handler) serve(ctx context.Context, payload stdjson.RawMessage) (output, error) {
	var in input
	if err := json.Unmarshal(payload, &in, json.RejectUnknownMembers(true)); err != nil {
		return output{}, errors.New("malformed_json: send username, email and password, and nothing else")
	}
	admin, err := h.admin(ctx, in)
	if err != nil {
		return output{}, fault.Plainly(err)
	}
	if h.flags.On(ctx, flag.EnrolNewUsers, admin.ID) {
		admin.EmailOTP.RequiredAfter = admin.CreatedAt
	}
	if err := h.users.CreateFirstAdmin(ctx, admin); err != nil {
		return output{}, fault.Plainly(err)
	}
	return output{wire.UserOf(admin)}, nil
}

// admin has a confirmed address and a second factor from the start: the deployer vouches for the
// address, and staff need a second factor.
func (h handler) admin(ctx context.Context, in input) (account.User, error) {
	draft := account.NewDraft(in.Username, in.Email, "", account.Email)
	reasons := slices.Concat(draft.Check(), h.policy.Check("password", in.Password, draft.Username, draft.Email))
	if err := fault.Check(reasons...); err != nil {
		return account.User{}, err
	}
	if err := fault.Check(h.policy.CheckStolen(ctx, "password", in.Password)...); err != nil {
		return account.User{}, err
	}
	id, err := account.NewID(h.random)
	if err != nil {
		return account.User{}, err
	}
	hash, err := h.hasher.Hash(h.random, in.Password)
	if err != nil {
		return account.User{}, err
	}
	now := h.now()
	admin := draft.User(id, hash, now).Confirm(now)
	admin.Role = account.RoleAdmin
	return admin, nil
}

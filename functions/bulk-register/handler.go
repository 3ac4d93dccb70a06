package main

import (
	"context"
	"errors"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/idempotency"
	"latchkey/shared/domain/phone"
	"latchkey/shared/domain/registration"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/bulk"
	"latchkey/shared/edge/idempotent"
	"latchkey/shared/edge/wire"
)

type handler struct {
	registrar registration.Registrar
	phones    phone.Plan
	requests  idempotent.Requests
	users     interface {
		User(ctx context.Context, id account.ID) (account.User, error)
	}
}

type input struct {
	Users []bulk.Item[item] `json:"users"`
}

type item struct {
	Username        string          `json:"username"`
	Email           string          `json:"email"`
	Password        string          `json:"password"`
	PasswordHash    string          `json:"password_hash"` // in place of the password
	PhoneNumber     string          `json:"phone_number"`
	TwoFactor       bool            `json:"2fa"`
	TwoFactorMethod account.Channel `json:"2fa_method"`
	Profile         wire.Object     `json:"profile"`
	Metadata        wire.Object     `json:"metadata"`
}

func (i item) request(id, by account.ID) registration.Request {
	return registration.Request{
		Username: i.Username, Email: i.Email, Password: i.Password, PasswordHash: i.PasswordHash,
		PhoneNumber: i.PhoneNumber, TwoFactor: i.TwoFactor, TwoFactorMethod: i.TwoFactorMethod,
		Profile: i.Profile.Value, Metadata: i.Metadata.Value, ID: id, By: by,
	}
}

// names are the values that no two users may share.
func (i item) names() []bulk.Name {
	return []bulk.Name{
		{Field: "username", Value: account.CanonicalUsername(i.Username)},
		{Field: "email", Value: account.CanonicalEmail(i.Email)},
		{Field: "phone_number", Value: i.PhoneNumber},
	}
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.DecodeUpTo[input](r, api.BulkLimit)
	if err != nil {
		return api.Reply{}, err
	}
	if err := bulk.CheckCount("users", in.Users); err != nil {
		return api.Reply{}, err
	}
	return bulk.Once(ctx, h.requests, r, in.Users, item.names,
		func(ctx context.Context, run idempotency.Run, index int, i item) (api.Reply, error) {
			return h.register(ctx, i.request(h.requests.Key.UserID(run, index), r.Caller.Owner()))
		})
}

func (h handler) register(ctx context.Context, q registration.Request) (api.Reply, error) {
	var err error
	if q.PhoneNumber, err = h.phones.Canonical(q.PhoneNumber); err != nil {
		return api.Reply{}, err
	}
	user, _, err := h.registrar.RegisterByAdmin(ctx, q)
	if errors.Is(err, account.ErrIDTaken) {
		user, err = h.made(ctx, q)
	}
	if err != nil {
		return api.Reply{}, err
	}
	return api.Created(wire.UserOf(user)), nil
}

// made gives the user that the same item created in a run that was cut off. Their code was sent, or
// will be when they sign in, so nothing is sent again.
func (h handler) made(ctx context.Context, q registration.Request) (account.User, error) {
	user, err := h.users.User(ctx, q.ID)
	if err == nil && user.Username != account.CanonicalUsername(q.Username) {
		return account.User{}, account.ErrChanged
	}
	return user, err
}

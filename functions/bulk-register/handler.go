package main

import (
	"context"
	"errors"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/idempotency"
	"latchkey/shared/domain/language"
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
	language  string // of users for whom the admin says none
	requests  idempotent.Requests
	users     interface {
		User(ctx context.Context, id account.ID) (account.User, error)
	}
}

type input struct {
	Users []bulk.Item[item] `json:"users"`
}

type item struct {
	Username        *string         `json:"username"` // nil to have one made
	Email           string          `json:"email"`
	Password        string          `json:"password"`
	PasswordHash    string          `json:"password_hash"` // in place of the password
	PhoneNumber     string          `json:"phone_number"`
	TwoFactor       bool            `json:"2fa"`
	TwoFactorMethod account.Channel `json:"2fa_method"`
	Profile         wire.Object     `json:"profile"`
	Metadata        wire.Object     `json:"metadata"`
	Language        *string         `json:"language"`
	EmailConfirmed  bool            `json:"email_confirmed"`
	Notify          bool            `json:"notify"` // whether the user is mailed
}

func (i item) request(id, by account.ID, spoken string) registration.Request {
	return registration.Request{
		Username: i.username(), Unnamed: i.Username == nil, Language: spoken, EmailConfirmed: i.EmailConfirmed, Notify: i.Notify,
		Email: i.Email, Password: i.Password, PasswordHash: i.PasswordHash,
		PhoneNumber: i.PhoneNumber, TwoFactor: i.TwoFactor, TwoFactorMethod: i.TwoFactorMethod,
		Profile: i.Profile.Value, Metadata: i.Metadata.Value, ID: id, By: by,
	}
}

func (i item) username() string {
	if i.Username == nil {
		return ""
	}
	return *i.Username
}

// names are the values that no two users may share.
func (i item) names() []bulk.Name {
	return []bulk.Name{
		{Field: "username", Value: account.CanonicalUsername(i.username())},
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
			spoken, err := language.Chosen(i.Language, h.language)
			if err != nil {
				return api.Reply{}, err
			}
			return h.register(ctx, i.request(h.requests.Key.UserID(run, index), r.Caller.Owner(), spoken))
		})
}

func (h handler) register(ctx context.Context, q registration.Request) (api.Reply, error) {
	var err error
	if q.PhoneNumber, err = h.phones.Canonical(q.PhoneNumber); err != nil {
		return api.Reply{}, err
	}
	user, renewed, err := h.registrar.RegisterByAdmin(ctx, q)
	if errors.Is(err, account.ErrIDTaken) {
		user, err = h.made(ctx, q)
	}
	if err != nil {
		return api.Reply{}, err
	}
	if renewed {
		return api.OK(wire.UserOf(user)), nil
	}
	return api.Created(wire.UserOf(user)), nil
}

// made gives the user that the same item created in a run that was cut off. Their code was sent, or
// will be when they sign in, so nothing is sent again. An invitation was found before, and renewed.
func (h handler) made(ctx context.Context, q registration.Request) (account.User, error) {
	user, err := h.users.User(ctx, q.ID)
	if err == nil && !q.Unnamed && user.Username != account.CanonicalUsername(q.Username) {
		return account.User{}, account.ErrChanged
	}
	return user, err
}

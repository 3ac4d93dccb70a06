package main

import (
	"context"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/idempotency"
	"latchkey/shared/domain/language"
	"latchkey/shared/domain/phone"
	"latchkey/shared/domain/registration"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/idempotent"
	"latchkey/shared/edge/wire"
)

type handler struct {
	registrar registration.Registrar
	requests  idempotent.Requests
	phones    phone.Plan
	language  string // of users who neither say nor send one
}

type input struct {
	Username        *string         `json:"username"` // nil to have one made
	Email           string          `json:"email"`
	Password        string          `json:"password"`
	PhoneNumber     string          `json:"phone_number"`
	TwoFactor       bool            `json:"2fa"`
	TwoFactorMethod account.Channel `json:"2fa_method"`
	RegistrationKey string          `json:"registration_key"`
	Profile         wire.Object     `json:"profile"`
	Language        *string         `json:"language"`
}

func (in input) request(spoken string) registration.Request {
	q := registration.Request{
		Unnamed: in.Username == nil, Email: in.Email, Password: in.Password, RegistrationKey: in.RegistrationKey,
		PhoneNumber: in.PhoneNumber, TwoFactor: in.TwoFactor, TwoFactorMethod: in.TwoFactorMethod,
		Profile: in.Profile.Value, Language: spoken,
	}
	if in.Username != nil {
		q.Username = *in.Username
	}
	return q
}

type output struct {
	User      wire.User       `json:"user"`
	Challenge *wire.Challenge `json:"challenge"` // null when nothing is to be confirmed
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	if in.PhoneNumber, err = h.phones.Canonical(in.PhoneNumber); err != nil {
		return api.Reply{}, err
	}
	spoken, err := language.Chosen(in.Language, language.Preferred(r.Header("accept-language"), h.language))
	if err != nil {
		return api.Reply{}, err
	}
	return h.requests.Once(ctx, r, func(idempotency.Run) (api.Reply, error) { return h.register(ctx, in.request(spoken)) })
}

func (h handler) register(ctx context.Context, q registration.Request) (api.Reply, error) {
	user, confirmation, err := h.registrar.Register(ctx, q)
	if err != nil {
		return api.Reply{}, err
	}
	out := output{User: wire.WholeUserOf(user)}
	if confirmation != nil {
		challenge := wire.ChallengeOf(*confirmation)
		out.Challenge = &challenge
	}
	return api.Created(out), nil
}

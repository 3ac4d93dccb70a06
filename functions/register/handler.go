package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/dynamo"
	"latchkey/shared/fault"
	"latchkey/shared/passcode"
	"latchkey/shared/password"
)

type handler struct {
	store   *dynamo.Store
	policy  password.Policy
	hasher  *password.Hasher
	confirm bool // whether an address is confirmed before its account can sign in
	issuer  passcode.Issuer
	random  io.Reader
	now     func() time.Time
}

type input struct {
	Username        string          `json:"username"`
	Email           string          `json:"email"`
	Password        string          `json:"password"`
	PhoneNumber     string          `json:"phone_number"`
	TwoFactor       bool            `json:"2fa"`
	TwoFactorMethod account.Channel `json:"2fa_method"`
}

type output struct {
	User      api.User       `json:"user"`
	Challenge *api.Challenge `json:"challenge"`
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	draft, err := h.draft(in)
	if err != nil {
		return api.Reply{}, err
	}
	hash, err := h.hasher.Hash(h.random, in.Password)
	if err != nil {
		return api.Reply{}, err
	}
	if !h.confirm && draft.TwoFactor == "" {
		return h.withoutConfirmation(ctx, draft, hash)
	}
	return h.withConfirmation(ctx, draft, hash)
}

// draft checks all that can be said of the input before anything is stored.
func (h handler) draft(in input) (account.Draft, error) {
	method := in.TwoFactorMethod
	if in.TwoFactor && method == "" {
		method = account.Email
	}
	draft := account.NewDraft(in.Username, in.Email, in.PhoneNumber, method)
	reasons := slices.Concat(draft.Check(), h.policy.Check("password", in.Password, draft.Username, draft.Email))
	if method != "" && !in.TwoFactor {
		reasons = append(reasons, fault.Field{Name: "2fa_method", Code: "2fa_off", Detail: "A method goes with \"2fa\": true."})
	}
	if err := fault.Check(reasons...); err != nil {
		return account.Draft{}, err
	}
	if account.ReservedUsername(draft.Username) {
		return account.Draft{}, account.ErrUsernameTaken
	}
	return draft, nil
}

func (h handler) withoutConfirmation(ctx context.Context, draft account.Draft, hash string) (api.Reply, error) {
	user, _, err := h.register(ctx, draft, hash, func(account.User) (*passcode.Passcode, error) { return nil, nil })
	if err != nil {
		return api.Reply{}, err
	}
	return api.Created(output{User: api.UserOf(user)}), nil
}

func (h handler) withConfirmation(ctx context.Context, draft account.Draft, hash string) (api.Reply, error) {
	var code passcode.Code
	user, confirmation, err := h.register(ctx, draft, hash, func(u account.User) (*passcode.Passcode, error) {
		p, c, err := h.issuer.Draw(order(u), u.CreatedAt)
		code = c
		return &p, err
	})
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.send(ctx, user, *confirmation, code); err != nil {
		return api.Reply{}, err
	}
	challenge := api.ChallengeOf(*confirmation)
	return api.Created(output{api.UserOf(user), &challenge}), nil
}

func order(u account.User) passcode.Order {
	return passcode.Order{User: u, Purpose: passcode.ConfirmEmail, Channel: account.Email}
}

// register writes the account under an id that is free.
func (h handler) register(ctx context.Context, draft account.Draft, hash string, confirmation func(account.User) (*passcode.Passcode, error)) (account.User, *passcode.Passcode, error) {
	const draws = 3 // of 2⁵³ ids: a second collision means that the randomness is broken
	var err error
	for range draws {
		var id account.ID
		if id, err = account.NewID(h.random); err != nil {
			return account.User{}, nil, err
		}
		user := draft.User(id, hash, h.now())
		p, drawErr := confirmation(user)
		if drawErr != nil {
			return account.User{}, nil, drawErr
		}
		if err = h.store.Register(ctx, user, p); !errors.Is(err, account.ErrIDTaken) {
			return user, p, err
		}
	}
	return account.User{}, nil, err
}

// send counts the message only once the account is made: otherwise a stranger could use up,
// by trying to register with an address in use, the codes that its owner signs in with.
// An account whose code did not go out is withdrawn, so that its owner can try again.
func (h handler) send(ctx context.Context, user account.User, confirmation passcode.Passcode, code passcode.Code) error {
	err := h.issuer.Reserve(ctx, order(user), confirmation.CreatedAt)
	if err == nil {
		if err = h.issuer.Courier.Deliver(ctx, confirmation, code); err == nil {
			return nil
		}
		err = passcode.ErrUndelivered.Because(err)
	}
	return errors.Join(err, h.store.Withdraw(ctx, user, confirmation))
}

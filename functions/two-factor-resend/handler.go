package main

import (
	"context"
	"errors"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	codes interface {
		Passcode(ctx context.Context, id string) (passcode.Passcode, error)
	}
	users   users
	devices device.Finder
	issuer  passcode.Issuer
	now     func() time.Time
}

type users interface {
	User(ctx context.Context, id account.ID) (account.User, error)
	UpdateUser(ctx context.Context, u dynamo.Update) error
	CorrectEmail(ctx context.Context, from, to account.User, p passcode.Passcode, supersedes string) error
}

type input struct {
	ChallengeID string             `json:"challenge_id"`
	Method      account.FactorType `json:"method"` // another way to answer the challenge; empty for the same
	Email       *string            `json:"email"`  // a corrected address, where it was mistyped at registration
}

func (in input) check() error {
	reasons := passcode.CheckID(in.ChallengeID)
	if in.Email != nil {
		reasons = append(reasons, account.CheckEmail(account.CanonicalEmail(*in.Email))...)
	}
	return fault.Check(reasons...)
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	if err := in.check(); err != nil {
		return api.Reply{}, err
	}
	now := h.now()
	p, user, err := h.open(ctx, r, in.ChallengeID, now)
	if err != nil {
		return api.Reply{}, err
	}
	again, err := h.send(ctx, p, user, in, now)
	if err != nil {
		return api.Reply{}, err
	}
	return api.Accepted(wire.ChallengedOf(again)), nil
}

// open finds a challenge that is valid, its user as they are now, and the device on which they are known.
func (h handler) open(ctx context.Context, r *api.Request, id string, now time.Time) (passcode.Passcode, account.User, error) {
	p, err := passcode.Found(ctx, h.devices, r.Device(), now, func(ctx context.Context) (passcode.Passcode, error) {
		return h.codes.Passcode(ctx, id)
	})
	if err != nil {
		return passcode.Passcode{}, account.User{}, err
	}
	if !p.Valid(now) {
		return passcode.Passcode{}, account.User{}, passcode.ErrClosed
	}
	u, err := h.users.User(ctx, p.UserID)
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		return passcode.Passcode{}, account.User{}, err
	}
	if !p.ValidFor(u) {
		return passcode.Passcode{}, account.User{}, passcode.ErrClosed
	}
	return p, u, nil
}

// send sends another code or opens another method. A mistyped address may be corrected at once: nobody
// reads mail there.
func (h handler) send(ctx context.Context, p passcode.Passcode, u account.User, in input, now time.Time) (passcode.Passcode, error) {
	switch {
	case in.Method != "" && !p.Offers(in.Method):
		return passcode.Passcode{}, passcode.ErrMethod
	case in.Email == nil || account.CanonicalEmail(*in.Email) == p.SentTo:
		return h.issuer.From(p.Device).Reissue(ctx, p, in.Method, u, now)
	case p.Purpose != passcode.ConfirmEmail:
		return passcode.Passcode{}, account.ErrNotCorrectable
	}
	corrected, err := u.CorrectEmail(account.CanonicalEmail(*in.Email), now)
	if err != nil {
		return passcode.Passcode{}, err
	}
	issuer := h.issuer
	issuer.Store = correction{h.issuer.Store, h.users, u, corrected}
	order := passcode.Request{User: corrected, Purpose: passcode.ConfirmEmail, Channel: account.Email, Supersedes: p.ID}
	return issuer.Issue(ctx, order, now)
}

// correction writes a code together with the address that it goes to.
type correction struct {
	passcode.Store
	users    users
	from, to account.User
}

// Issue implements passcode.Store.
func (c correction) Issue(ctx context.Context, p passcode.Passcode, supersedes string) error {
	return c.users.CorrectEmail(ctx, c.from, c.to, p, supersedes)
}

// Reopen implements passcode.Store. It takes back a correction that could not be mailed, so that the
// user may correct the address again.
func (c correction) Reopen(ctx context.Context, id string, at time.Time) error {
	now, err := c.users.User(ctx, c.to.ID)
	if err != nil {
		return err
	}
	back := now
	back.Email, back.Confirmation, back.UpdatedAt = c.from.Email, c.from.Confirmation, at
	if err := c.users.UpdateUser(ctx, dynamo.Update{From: now, To: back}); err != nil {
		return err
	}
	return c.Store.Reopen(ctx, id, at)
}

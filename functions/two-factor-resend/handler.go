package main

import (
	"context"
	"errors"
	"time"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/dynamo"
	"latchkey/shared/fault"
	"latchkey/shared/passcode"
)

type handler struct {
	store  *dynamo.Store
	issuer passcode.Issuer
	now    func() time.Time
}

type input struct {
	ChallengeID string `json:"challenge_id"`
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	if err := fault.Check(passcode.CheckID(in.ChallengeID)...); err != nil {
		return api.Reply{}, err
	}
	order, err := h.order(ctx, in.ChallengeID, h.now())
	if err != nil {
		return api.Reply{}, err
	}
	p, err := h.issuer.Issue(ctx, order, h.now())
	if err != nil {
		return api.Reply{}, err
	}
	return api.Accepted(api.Challenged{Challenge: api.ChallengeOf(p)}), nil
}

// order asks for the code of an open challenge anew, for the user as he is now.
func (h handler) order(ctx context.Context, id string, now time.Time) (passcode.Order, error) {
	p, err := h.store.Passcode(ctx, id)
	if err != nil {
		return passcode.Order{}, err
	}
	if !p.Open(now) {
		return passcode.Order{}, passcode.ErrClosed
	}
	if wait := p.ResendAt().Sub(now); wait > 0 {
		return passcode.Order{}, passcode.ErrTooSoon.After(wait)
	}
	u, err := h.store.User(ctx, p.UserID)
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		return passcode.Order{}, err
	}
	if !p.Fits(u) {
		return passcode.Order{}, passcode.ErrClosed
	}
	return passcode.Order{User: u, Purpose: p.Purpose, Channel: p.Channel, Supersedes: p.ID}, nil
}

package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/message"
	"latchkey/shared/passcode"
	"latchkey/shared/phone"
)

// orderFor says which code proves that a change may be made, and binds it to that change.
func orderFor(proof account.Proof, from, to account.User) passcode.Order {
	o := passcode.Order{User: from, Change: inWords(to)}
	switch proof {
	case account.ProofOfNewEmail:
		o.Purpose, o.Channel, o.To = passcode.ChangeEmail, account.Email, to.Email
	case account.ProofOfNewPhone:
		o.Purpose, o.Channel, o.To = passcode.ChangePhone, account.SMS, to.PhoneNumber
	case account.ProofOfNewFactor:
		o.Purpose, o.Channel = passcode.EnableTwoFactor, to.TwoFactor
	case account.ProofOfCurrentFactor:
		o.Purpose, o.Channel = passcode.ChangeTwoFactor, from.TwoFactor
		if to.TwoFactor == "" {
			o.Purpose = passcode.RemoveTwoFactor
		}
	}
	return o
}

// inWords names the whole of what the user is to be, so that a code for one change is none
// for any other. No part of it can contain the separator.
func inWords(u account.User) string {
	return strings.Join([]string{
		u.ID.String(), u.Username, u.Email, u.PhoneNumber, string(u.TwoFactor), string(u.Role), string(u.Status),
	}, "\n")
}

// ask sends the code. Somebody who asks for what is another's gets the same answer and no
// code, or the answer would tell whose address or number it is; its owner is told.
func (h handler) ask(ctx context.Context, q request, order passcode.Order) (api.Reply, error) {
	taken, err := h.taken(ctx, order)
	if err != nil {
		return api.Reply{}, err
	}
	issuer := h.issuer
	if taken {
		issuer.Courier = warning{h.courier}
	}
	p, err := issuer.Issue(ctx, order, q.at)
	if err != nil {
		return api.Reply{}, err
	}
	if order.Purpose == passcode.ChangeEmail {
		q.Warn(h.courier.Notify(ctx, q.from.Email, message.EmailAsked))
	}
	return api.Accepted(api.Challenged{Challenge: api.ChallengeOf(p)}), nil
}

// taken holds where somebody else has what is asked for.
func (h handler) taken(ctx context.Context, order passcode.Order) (bool, error) {
	switch order.Purpose {
	case passcode.ChangeEmail:
		return others(order.User.ID)(h.store.EmailOwner(ctx, order.To))
	case passcode.ChangePhone:
		return h.numberTaken(ctx, order)
	}
	return false, nil
}

// numberTaken looks for every spelling in which the number may have been stored, at once: a phone
// that was confirmed under an older one is somebody's all the same.
func (h handler) numberTaken(ctx context.Context, order passcode.Order) (bool, error) {
	spellings := phone.Spellings(order.To)
	taken := make([]bool, len(spellings))
	g, ctx := errgroup.WithContext(ctx)
	for i, number := range spellings {
		g.Go(func() (err error) {
			taken[i], err = others(order.User.ID)(h.store.PhoneOwner(ctx, number))
			return err
		})
	}
	err := g.Wait()
	return slices.Contains(taken, true), err
}

// others says of an owner that was looked for whether it is somebody else than the user.
func others(user account.ID) func(account.ID, error) (bool, error) {
	return func(owner account.ID, err error) (bool, error) {
		if errors.Is(err, account.ErrNotFound) {
			return false, nil
		}
		return err == nil && owner != user, err
	}
}

// warning delivers no code: it tells the owner of an address that somebody asked for it.
type warning struct{ courier message.Courier }

func (w warning) Deliver(ctx context.Context, p passcode.Passcode, _ passcode.Code) error {
	if p.Channel != account.Email {
		return nil // a text costs money, and nothing happened to the number
	}
	return w.courier.Notify(ctx, p.SentTo, message.EmailInUse)
}

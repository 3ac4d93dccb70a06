package main

import (
	"context"
	"strings"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/phone"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

// orderFor says which code proves that a change may be made, and binds it to that change.
func orderFor(proof account.Proof, from, to account.User) passcode.Request {
	o := passcode.Request{User: from, Change: inWords(to)}
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
func (h handler) ask(ctx context.Context, q request, order passcode.Request) (api.Reply, error) {
	if q.Caller.UserID != q.from.ID {
		order.AskedBy = q.Caller.UserID
	}
	if order.Purpose == passcode.ChangePhone {
		order.Spellings = phone.Spellings(order.To)
	}
	p, err := h.issuer.Issue(ctx, order, q.at)
	if err != nil {
		return api.Reply{}, err
	}
	if order.Purpose == passcode.ChangeEmail {
		q.Warn(h.notifier.Notify(ctx, q.from, message.EmailAsked))
	}
	return api.Accepted(wire.Challenged{Challenge: wire.ChallengeOf(p)}), nil
}

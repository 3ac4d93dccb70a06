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

// requestCode answers the first request for a change with a challenge, and sends its code. A caller
// who asks for the address or number of another user gets the same answer and no code, or the answer
// would tell that it is taken. Its owner is told.
func (h handler) requestCode(ctx context.Context, q request, wanted passcode.Request) (api.Reply, error) {
	p, err := h.issuer.Issue(ctx, wanted, q.at)
	if err != nil {
		return api.Reply{}, err
	}
	if wanted.Purpose == passcode.ChangeEmail && q.to.Email != q.from.Email {
		q.Warn(h.notifier.Notify(ctx, q.from, message.EmailAsked))
	}
	return api.Accepted(wire.ChallengedOf(p)), nil
}

// applyWithCode redeems the code of the second request and applies the change.
func (h handler) applyWithCode(ctx context.Context, q request, answer passcode.Answer) (api.Reply, error) {
	code, _, err := h.redeemer.Redeem(ctx, answer, q.at)
	if err != nil {
		return api.Reply{}, err
	}
	return h.apply(ctx, q, &code)
}

// codeRequest is for the code that proves that the change may be made, and for this change only.
func (q request) codeRequest() passcode.Request {
	o := passcode.Request{User: q.from, Change: changeText(q.from, q.to)}
	if q.Caller.UserID != q.from.ID {
		o.AskedBy = q.Caller.UserID
	}
	switch q.proof {
	case account.ProofOfNewEmail:
		o.Purpose, o.Channel, o.To = passcode.ChangeEmail, account.Email, q.to.Email
	case account.ProofOfNewPhone:
		o.Purpose, o.Channel, o.To = passcode.ChangePhone, account.SMS, q.to.PhoneNumber
		o.Spellings = phone.Spellings(q.to.PhoneNumber)
	case account.ProofOfNewFactor:
		o.Purpose, o.Channel = passcode.EnableTwoFactor, q.to.TwoFactor
	case account.ProofOfCurrentFactor:
		o.Purpose, o.Channel = passcode.ChangeTwoFactor, q.from.TwoFactor
		if q.to.TwoFactor == "" {
			o.Purpose = passcode.RemoveTwoFactor
		}
	}
	return o
}

// changeText has every value that the user is to have, so that a code for one change is valid for no
// other. What needs no code by itself counts where it is part of the change: it may change meanwhile.
// No value can contain the separator.
func changeText(from, to account.User) string {
	values := []string{
		to.ID.String(), to.Username, to.Email, to.PhoneNumber, string(to.TwoFactor), string(to.Role), string(to.Status),
	}
	for _, v := range []struct {
		name          string
		before, after string
	}{
		{"profile", string(from.Profile), string(to.Profile)},
		{"metadata", string(from.Metadata), string(to.Metadata)},
		{"language", from.Language, to.Language},
		{"confirmed by", string(from.ConfirmedBy), string(to.ConfirmedBy)},
	} {
		if v.before != v.after {
			values = append(values, v.name, v.after)
		}
	}
	return strings.Join(values, "\n")
}

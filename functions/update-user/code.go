package main

import (
	"context"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/phone"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

// requests are the codes that a change takes, in the order in which they are asked for: first of a factor
// that the user has, where the change is about one, and then on the channel that is new. A change that
// takes two is asked for three times.
func (q request) requests() (all []passcode.Request, err error) {
	if needed, target := q.factorProof(); needed {
		methods := q.from.Factors.Provers(target, q.at)
		if len(methods) == 0 {
			return nil, factor.ErrTooNew
		}
		all = append(all, q.request(q.purposeOnFactors()).By(methods, methods.First()))
	}
	switch q.proof {
	case account.ProofOfNewEmail:
		o := q.request(passcode.ChangeEmail)
		o.Channel, o.To = account.Email, q.to.Email
		all = append(all, o)
	case account.ProofOfNewPhone:
		o := q.request(passcode.ChangePhone)
		o.Channel, o.To, o.Spellings = account.SMS, q.to.PhoneNumber, phone.Spellings(q.to.PhoneNumber)
		all = append(all, o)
	case account.ProofOfNewFactor:
		o := q.request(passcode.EnableTwoFactor)
		o.Channel = q.to.TwoFactor().Channel()
		all = append(all, o)
	}
	return all, nil
}

// factorProof says whether one of the user's factors has to prove the change. An admin who moves the
// address of another user cannot have one; that is bounded and told in other ways. Whatever else they change
// of the user's factors with it is proven.
func (q request) factorProof() (needed bool, target time.Time) {
	to := q.to
	if q.byAdmin() && to.Factors.Has(account.FactorEmail) {
		to.Factors.Email, to.Email = q.from.Factors.Email, q.from.Email
	}
	return account.FactorProof(q.from, to)
}

func (q request) purposeOnFactors() passcode.Purpose {
	switch {
	case q.to.TwoFactor() == "":
		return passcode.RemoveTwoFactor
	case q.to.Email != q.from.Email || q.to.PhoneNumber != q.from.PhoneNumber:
		return passcode.ChangeContact
	}
	return passcode.ChangeTwoFactor
}

// request is for a code for this change only.
func (q request) request(p passcode.Purpose) passcode.Request {
	o := passcode.Request{User: q.from, Purpose: p, Change: changeText(q.from, q.to), Device: q.Device()}
	if q.Caller.UserID != q.from.ID {
		o.AskedBy = q.Caller.UserID
	}
	return o
}

// requestCode answers a request for a change with a challenge, and sends its code. A caller
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

// goOnWithCode redeems the code of a repeated request, and applies the change or asks for the second code.
// A second challenge is only ever made here, after the first was answered, and a change of factors in
// between would end it: so the answer to it says that the first was right.
func (h handler) goOnWithCode(ctx context.Context, q request, requests []passcode.Request, answer passcode.Answer) (api.Reply, error) {
	code, q, err := h.redeem(ctx, q, answer)
	if err != nil {
		return api.Reply{}, err
	}
	if code.AskedBy != requests[0].AskedBy {
		return api.Reply{}, passcode.ErrClosed
	}
	if needed, target := q.factorProof(); needed && code.Purpose == requests[0].Purpose {
		if err := code.Use.Proves(q.from.Factors, target, q.at); err != nil {
			q.Warn(h.redeemer.RefundFailure(ctx, code)) // the code was right
			return api.Reply{}, err
		}
	}
	if last := requests[len(requests)-1]; code.Purpose != last.Purpose {
		return h.requestSecond(ctx, q, code, last)
	}
	return h.apply(ctx, q, &code)
}

// redeem takes a code and reads meanwhile what the user has enrolled, where the change removes it.
func (h handler) redeem(ctx context.Context, q request, answer passcode.Answer) (passcode.Passcode, request, error) {
	var code passcode.Passcode
	var g errgroup.Group
	g.Go(func() (err error) {
		code, _, err = h.redeemer.Redeem(ctx, answer, q.at)
		return err
	})
	if q.turnsOff() {
		g.Go(func() (err error) {
			q.enrolled, err = h.users.Factors(ctx, q.from.ID)
			return err
		})
	}
	return code, q, g.Wait()
}

func (h handler) requestSecond(ctx context.Context, q request, code passcode.Passcode, second passcode.Request) (api.Reply, error) {
	if err := h.users.Spend(ctx, code, q.at); err != nil {
		return api.Reply{}, err
	}
	q.Warn(h.redeemer.RefundFailure(ctx, code))
	q.Warn(h.notifier.NotifyUse(ctx, q.from, code.Use))
	return h.requestCode(ctx, q, second)
}

// changeText has every value that the user is to have, so that a code for one change is valid for no
// other. What needs no code by itself counts where it is part of the change: it may change meanwhile.
// No value can contain the separator.
func changeText(from, to account.User) string {
	values := []string{
		to.ID.String(), to.Username, to.Email, to.PhoneNumber, to.Factors.Types().String(), string(to.Role), string(to.Status),
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

package main

import (
	"context"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/language"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/phone"
	"latchkey/shared/domain/staff"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		WholeUser(ctx context.Context, id account.ID) (account.User, error)
		staff.AdminCount
		UpdateUser(ctx context.Context, u dynamo.Update) error
		Spend(ctx context.Context, p passcode.Passcode, now time.Time) error
		Factors(ctx context.Context, id account.ID) (factor.Set, error)
	}
	limits interface {
		Take(ctx context.Context, c throttle.Charge) error
	}
	issuer   passcode.Issuer
	redeemer passcode.Redeemer
	notifier message.Notifier
	phones   phone.Plan
	staff    account.StaffFactor
	now      func() time.Time
}

type input struct {
	Username        *string          `json:"username"`
	Email           *string          `json:"email"`
	EmailConfirmed  *bool            `json:"email_confirmed"`
	PhoneNumber     wire.Nullable    `json:"phone_number"`
	TwoFactor       *bool            `json:"2fa"`
	TwoFactorMethod *account.Channel `json:"2fa_method"`
	Role            *account.Role    `json:"role"`
	Status          *account.Status  `json:"status"`
	Profile         wire.Object      `json:"profile"`
	Metadata        wire.Object      `json:"metadata"`
	Language        *string          `json:"language"`
}

func (in input) change() account.Change {
	c := account.Change{
		Username: in.Username, Email: in.Email, EmailConfirmed: in.EmailConfirmed, Language: in.Language,
		TwoFactor: in.TwoFactor, TwoFactorMethod: in.TwoFactorMethod, Role: in.Role, Status: in.Status,
		Profile: in.Profile.Change(), Metadata: in.Metadata.Change(),
	}
	if in.PhoneNumber.Null {
		c.NoPhoneNumber = true
	} else if in.PhoneNumber.Given {
		c.PhoneNumber = &in.PhoneNumber.Value
	}
	return c
}

// request is a change of a user that is asked for.
type request struct {
	*api.Request
	from, to account.User
	proof    account.Proof // that the change needs
	enrolled factor.Set    // where the change removes it
	at       time.Time
	alone    bool // whether an admin does this without a second one, because there is none
}

// turnsOff holds where the user has factors and is to have none.
func (q request) turnsOff() bool { return q.from.TwoFactor() != "" && q.to.TwoFactor() == "" }

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	if err := r.MayChange("metadata"); err != nil {
		return api.Reply{}, err
	}
	if in.PhoneNumber.Value, err = h.phones.Canonical(in.PhoneNumber.Value); err != nil {
		return api.Reply{}, err
	}
	if in.Language != nil {
		if *in.Language, err = language.Canonical(*in.Language); err != nil {
			return api.Reply{}, err
		}
	}
	id, err := r.TargetUser()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.users.WholeUser(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	now := h.now()
	// A service changes metadata, which is for admins.
	asAdmin := r.Caller.Role == account.RoleAdmin || r.Caller.ServiceKey != 0
	next, proof, err := in.change().Apply(user, asAdmin, now)
	if err == nil {
		err = h.staff.Kept(user, next)
	}
	if err != nil {
		return api.Reply{}, err
	}
	return h.answer(ctx, request{Request: r, from: user, to: next, proof: proof, at: now})
}

// answer applies a change that needs no proof. A change that needs one takes two requests: the first is
// answered with a challenge, and the second has its code. A change that needs two codes takes three.
func (h handler) answer(ctx context.Context, q request) (api.Reply, error) {
	q, err := h.allow(ctx, q)
	if err != nil {
		return api.Reply{}, err
	}
	requests, err := q.requests()
	switch {
	case err != nil:
		return api.Reply{}, err
	case len(requests) == 0:
		return h.apply(ctx, q, nil)
	}
	first, last := requests[0], requests[len(requests)-1]
	answer, given, err := api.StepUp(q.Request, first.Purpose, first.Change)
	answer.Or = last.Purpose
	switch {
	case err != nil:
		return api.Reply{}, err
	case given:
		return h.goOnWithCode(ctx, q, requests, answer)
	}
	return h.requestCode(ctx, q, first)
}

// allow refuses a session that is too old for the change, an admin who helped the user in another way
// today, and a caller who tries too many usernames.
func (h handler) allow(ctx context.Context, q request) (request, error) {
	if q.proof != account.NoProof || account.NeedsFreshSession(q.from, q.to) {
		if err := q.Fresh(q.at); err != nil {
			return q, err
		}
	}
	q, err := h.help(ctx, q)
	if err != nil {
		return q, err
	}
	return q, h.chargeUsername(ctx, q)
}

// chargeUsername counts a new username, taken ones among them: the answer tells which names there
// are. Admins see that in the list of users.
func (h handler) chargeUsername(ctx context.Context, q request) error {
	if q.from.Username == q.to.Username || q.Caller.Role == account.RoleAdmin {
		return nil
	}
	return h.limits.Take(ctx, throttle.Usernames.Charge(h.issuer.Throttles.User(q.from.ID), q.at))
}

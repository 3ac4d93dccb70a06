package main

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/metric"
	"latchkey/shared/domain/staff"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		staff.Users
		staff.AdminCount
		Factors(ctx context.Context, id account.ID) (factor.Set, error)
		UpdateUser(ctx context.Context, u dynamo.Update) error
	}
	notifier message.Notifier
	now      func() time.Time
}

type input struct {
	Reason string `json:"reason"` // stored in the audit record only
}

const (
	reasonMin = 10
	reasonMax = 200
)

func (in input) check() error {
	n := utf8.RuneCountInString(in.Reason)
	if n < reasonMin || n > reasonMax || strings.ContainsFunc(in.Reason, unicode.IsControl) {
		return fault.Check(fault.Field{Name: "reason", Code: "invalid_reason", Detail: "Say why you do this and how you verified the user, on one line of 10 to 200 characters."})
	}
	return nil
}

// serve turns off the second factor, ends every session, and tells the user on every confirmed channel: an attacker who talked an admin into this should not go unnoticed.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	if err := in.check(); err != nil {
		return api.Reply{}, err
	}
	now := h.now()
	if err := r.Fresh(now); err != nil {
		return api.Reply{}, err
	}
	target, err := r.TargetByUsername()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := target.Find(ctx, h.users, r.Caller.UserID)
	if err != nil {
		return api.Reply{}, err
	}
	next, err := h.reset(ctx, r, user, in.Reason, now)
	if err != nil {
		return api.Reply{}, err
	}
	r.Warn(h.notifier.NotifyEverywhere(ctx, user, message.FactorsReset))
	return api.OK(wire.UserOf(next)), nil
}

func (h handler) reset(ctx context.Context, r *api.Request, user account.User, reason string, now time.Time) (account.User, error) {
	next, err := user.ResetFactors(r.Caller.UserID, now)
	if err != nil {
		return next, err
	}
	next, alone, err := staff.Help(ctx, h.users, r.Caller.UserID, next, account.HelpFactors, now)
	if err != nil {
		return next, err
	}
	enrolled, err := h.users.Factors(ctx, user.ID)
	if err != nil {
		return next, err
	}
	update := dynamo.Update{From: user, To: next, Act: audit.FactorsReset, Reason: reason}.AllOff(enrolled)
	if err := h.users.UpdateUser(ctx, update); err != nil {
		return next, err
	}
	if alone {
		metric.Count(ctx, metric.LoneAdminHelp)
	}
	return next, nil
}

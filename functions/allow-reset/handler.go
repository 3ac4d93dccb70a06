package main

import (
	"context"
	"io"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/idempotency"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/metric"
	"latchkey/shared/domain/staff"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/idempotent"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		staff.Users
		staff.AdminCount
		UpdateUser(ctx context.Context, u dynamo.Update) error
	}
	requests idempotent.Requests
	byCode   bool // whether a reset asks for the code, or for a valid grant only
	notifier message.Notifier
	random   io.Reader
	now      func() time.Time
}

// serve stores a reset grant, shows its code to the admin this once, and tells the user. The admin
// cannot choose a password: a body with one is refused like any unknown member.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	if err := empty(r); err != nil {
		return api.Reply{}, err
	}
	now := h.now()
	if err := r.Fresh(now); err != nil {
		return api.Reply{}, err
	}
	return h.requests.Once(ctx, r, func(idempotency.Run) (api.Reply, error) { return h.grant(ctx, r, now) })
}

func (h handler) grant(ctx context.Context, r *api.Request, now time.Time) (api.Reply, error) {
	target, err := r.TargetByUsername()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := target.Find(ctx, h.users, r.Caller.UserID)
	if err != nil {
		return api.Reply{}, err
	}
	code, err := token.NewGrant(h.random)
	if err != nil {
		return api.Reply{}, err
	}
	next, err := user.GrantReset(r.Caller.UserID, code.ID(), code.Hash(), now)
	if err != nil {
		return api.Reply{}, err
	}
	next, alone, err := staff.Help(ctx, h.users, r.Caller.UserID, next, account.HelpReset, now)
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.users.UpdateUser(ctx, dynamo.Update{From: user, To: next, Act: audit.ResetAllowed}); err != nil {
		return api.Reply{}, err
	}
	if alone {
		metric.Count(ctx, metric.LoneAdminHelp)
	}
	r.Warn(h.notifier.Notify(ctx, user, notice(user)))
	return api.OK(wire.ResetGrantOf(next, h.shown(code))), nil
}

// shown is the code for the admin to hand over; empty where a reset asks for none.
func (h handler) shown(code token.Grant) string {
	if !h.byCode {
		return ""
	}
	return code.Reveal()
}

func empty(r *api.Request) error {
	if !r.HasBody() {
		return nil
	}
	_, err := api.Decode[struct{}](r)
	return err
}

// notice has words of its own for an admin whose account another admin opens.
func notice(u account.User) message.Notice {
	if u.Role == account.RoleAdmin {
		return message.ResetAllowedPeer
	}
	return message.ResetAllowed
}

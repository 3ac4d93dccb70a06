package main

import (
	"context"
	"errors"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/newpassword"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
		UpdateUser(ctx context.Context, u dynamo.Update) error
	}
	limits interface {
		ClearCount(ctx context.Context, c throttle.Charge) error
	}
	passwords newpassword.Setter
	// subjects name the count of failed sign-ins, which a reset clears: it is the way out for a user
	// whom strangers keep from signing in.
	subjects throttle.Key
	now      func() time.Time
}

type input struct {
	Token       string `json:"token"`
	NewPassword string `json:"new_password"`
}

// errClosed is the one answer to a link, of either kind, that is malformed, unknown, used, replaced or expired.
var errClosed = fault.New(fault.Gone, "reset_closed", "This link has expired or was already used. Ask for another.")

// link is a valid one: of a reset, or of an invitation to choose a first password.
type link struct {
	user    account.User
	invites bool
}

// serve gives no session: the second factor, where there is one, is still asked for.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	l, err := h.link(ctx, in.Token)
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.passwords.Check(ctx, l.user, in.NewPassword); err != nil {
		return api.Reply{}, err
	}
	unsent, err := h.reset(ctx, l, in.NewPassword)
	if err != nil {
		return api.Reply{}, err
	}
	r.Warn(h.limits.ClearCount(ctx, throttle.LoginAccount.Charge(h.subjects.User(l.user.ID), h.now())))
	r.Warn(unsent)
	return api.NoContent(), nil
}

func (h handler) reset(ctx context.Context, l link, secret string) (unsent, err error) {
	now := h.now()
	return h.passwords.Set(ctx, newpassword.Change{
		User: l.user, Secret: secret, At: now, Notice: message.PasswordReset,
		Write: func(ctx context.Context, next account.User) error {
			err := h.users.UpdateUser(ctx, l.update(next, now))
			if errors.Is(err, account.ErrChanged) { // of many who use the link at once, another was first
				return errClosed.Because(err)
			}
			return err
		},
	})
}

// update is that to the user with the new password. Who accepts an invitation has read the mail, so
// the address is proven in the same write, which is refused where another user has proven it.
func (l link) update(next account.User, now time.Time) dynamo.Update {
	u := dynamo.Update{From: l.user, To: next, Act: audit.PasswordReset}
	if l.invites {
		u.To, u.Act = next.Accept(now), audit.Accepted
	}
	return u
}

// link gives the user whose newest link this is, while it is valid.
func (h handler) link(ctx context.Context, given string) (link, error) {
	t, ok := token.Parse(token.Reset, given)
	invitation, invites := token.Parse(token.Invitation, given)
	if invites {
		t, ok = invitation, true
	}
	if !ok {
		return link{}, errClosed
	}
	u, err := h.users.User(ctx, account.ID(t.ID()))
	switch {
	case errors.Is(err, account.ErrNotFound):
		return link{}, errClosed
	case err != nil:
		return link{}, err
	case invites && !u.Invited(t, h.now()), !invites && !u.ResetAsked(t, h.now()):
		return link{}, errClosed
	}
	return link{u, invites}, nil
}

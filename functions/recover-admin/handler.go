package main

import (
	"context"
	stdjson "encoding/json"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/go-json-experiment/json"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/wire"
)

const (
	// window is how far ahead RecoveryUntil may be, so that recovery does not stay open.
	window       = 24 * time.Hour
	linkLifetime = 30 * time.Minute
)

type handler struct {
	users interface {
		UsernameOwner(ctx context.Context, name string) (account.ID, error)
		User(ctx context.Context, id account.ID) (account.User, error)
		Factors(ctx context.Context, id account.ID) (factor.Set, error)
		UpdateUser(ctx context.Context, u dynamo.Update) error
		Admins(ctx context.Context) (map[account.ID]account.User, error)
	}
	until    string // RecoveryUntil of the deployment
	notifier message.Notifier
	random   io.Reader
	now      func() time.Time
}

type input struct {
	Username string `json:"username"`
	Email    string `json:"email"` // where codes go from now on; the deployer vouches for it
}

// output is shown to the deployer who invoked this, and is in no log: with the token and a code from
// the address, the admin sets a new password and signs in.
type output struct {
	User       wire.User `json:"user"`
	ResetToken string    `json:"reset_token"`
	ExpiresAt  string    `json:"expires_at"`
}

var (
	errClosed   = fault.New(fault.Forbidden, "recovery_closed", "Recovery is closed: deploy with RecoveryUntil set to a time within the next 24 hours, such as 2026-03-01T10:00:00Z.")
	errNotAdmin = fault.New(fault.NotFound, "no_such_admin", "There is no active admin with that username.")
)

// serve recovers an existing admin; it creates none.
func (h handler) serve(ctx context.Context, payload stdjson.RawMessage) (output, error) {
	var in input
	if err := json.Unmarshal(payload, &in, json.RejectUnknownMembers(true)); err != nil {
		return output{}, errors.New("malformed_json: send username and email, and nothing else")
	}
	now := h.now()
	ctx = audit.With(ctx, audit.Trail{At: now})
	if err := h.open(now); err != nil {
		return output{}, fault.Plainly(err)
	}
	admin, err := h.admin(ctx, in.Username)
	if err != nil {
		return output{}, fault.Plainly(err)
	}
	out, next, err := h.recover(ctx, admin, account.CanonicalEmail(in.Email), now)
	if err != nil {
		return output{}, fault.Plainly(err)
	}
	h.tell(ctx, admin, next)
	return out, nil
}

// open refuses after RecoveryUntil, and where that is too far ahead.
func (h handler) open(now time.Time) error {
	until, err := time.Parse(time.RFC3339, h.until)
	if err != nil || !now.Before(until) || until.Sub(now) > window {
		return errClosed
	}
	return nil
}

func (h handler) admin(ctx context.Context, name string) (account.User, error) {
	id, err := h.users.UsernameOwner(ctx, account.CanonicalUsername(name))
	if errors.Is(err, account.ErrNotFound) {
		return account.User{}, errNotAdmin
	}
	if err != nil {
		return account.User{}, err
	}
	u, err := h.users.User(ctx, id)
	if err == nil && !u.ActiveAdmin() {
		return u, errNotAdmin
	}
	return u, err
}

// recover sets the admin's address, to which sign-in codes go from then on, and makes a token that sets
// a new password once.
func (h handler) recover(ctx context.Context, admin account.User, address string, now time.Time) (output, account.User, error) {
	if err := fault.Check(account.CheckEmail(address)...); err != nil {
		return output{}, admin, err
	}
	t, err := token.New(token.Reset, h.random, int64(admin.ID))
	if err != nil {
		return output{}, admin, err
	}
	next := admin.Recover(address, now)
	next.ResetHash, next.ResetExpires = t.Hash(), now.Add(linkLifetime)
	enrolled, err := h.users.Factors(ctx, admin.ID)
	if err != nil {
		return output{}, admin, err
	}
	if err := h.users.UpdateUser(ctx, dynamo.Update{From: admin, To: next, Act: audit.AdminRecovered}.AllOff(enrolled)); err != nil {
		return output{}, admin, err
	}
	return output{wire.UserOf(next), t.Reveal(), next.ResetExpires.Format(time.RFC3339)}, next, nil
}

// tell mails the old address and every other admin. The recovery stays, even where they could not be told.
func (h handler) tell(ctx context.Context, before, after account.User) {
	ctx, cancel := context.WithTimeout(ctx, 40*time.Second)
	defer cancel()
	due := []message.Addressed{{To: before.Email, Language: before.Language, Notice: message.OwnRecovery}}
	admins, unread := h.users.Admins(ctx)
	for id, admin := range admins {
		if id != after.ID {
			due = append(due, message.Addressed{To: admin.Email, Language: admin.Language, Notice: message.AdminRecovery})
		}
	}
	if err := errors.Join(unread, h.notifier.NotifyAll(ctx, due)); err != nil {
		slog.WarnContext(ctx, "not all recovery notices were sent", "cause", err.Error())
	}
}

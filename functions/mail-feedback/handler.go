package main

import (
	"context"
	stdjson "encoding/json"
	"errors"
	"log/slog"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
)

type handler struct {
	users interface {
		EmailOwner(ctx context.Context, address string) (account.ID, error)
		User(ctx context.Context, id account.ID) (account.User, error)
		UpdateUser(ctx context.Context, u dynamo.Update) error
	}
	now func() time.Time
}

// serve fails where trying again may help, and Lambda does. An event that cannot be read never will be.
func (h handler) serve(ctx context.Context, payload stdjson.RawMessage) error {
	ctx = audit.With(ctx, audit.Trail{At: h.now()})
	why, recipients, err := parse(payload)
	if err != nil {
		slog.WarnContext(ctx, "mail feedback was not understood", "cause", err.Error())
		return nil
	}
	var failures []error
	for _, r := range recipients {
		id, outcome, err := h.mark(ctx, account.CanonicalEmail(r.EmailAddress), why)
		if err != nil {
			failures = append(failures, err)
			continue
		}
		slog.InfoContext(ctx, "mail feedback", "outcome", outcome, "user_id", id)
	}
	return errors.Join(failures...)
}

// The outcomes, as the log has them.
const (
	marked  = "marked"
	already = "marked_before"
	nobody  = "no_user"
	passing = "passing"
)

// mark writes to the user as read: where the address changes in between, the write fails, and the next
// try finds nobody at the address.
func (h handler) mark(ctx context.Context, address string, why account.Undeliverable) (account.ID, string, error) {
	if why == "" {
		return 0, passing, nil
	}
	u, err := h.at(ctx, address)
	switch {
	case errors.Is(err, account.ErrNotFound):
		return 0, nobody, nil
	case err != nil:
		return 0, "", err
	case u.EmailUndeliverable != "":
		return u.ID, already, nil
	}
	return u.ID, marked, h.users.UpdateUser(ctx, dynamo.Update{From: u, To: u.Undelivered(why), Act: audit.MailUndelivered})
}

// at gives the user whose address it is now. A claim can be of a user who has left the address.
func (h handler) at(ctx context.Context, address string) (account.User, error) {
	if len(account.CheckEmail(address)) > 0 {
		return account.User{}, account.ErrNotFound
	}
	id, err := h.users.EmailOwner(ctx, address)
	if err != nil {
		return account.User{}, err
	}
	u, err := h.users.User(ctx, id)
	if err == nil && u.Email != address {
		return u, account.ErrNotFound
	}
	return u, err
}

package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/audit"
	"latchkey/shared/dynamo"
	"latchkey/shared/fault"
	"latchkey/shared/message"
	"latchkey/shared/throttle"
	"latchkey/shared/token"
)

const (
	linkLifetime = 30 * time.Minute
	// answerAfter is how long every answer takes, and mailTime how long mailing may, which is less:
	// so the time does not tell whether there was anybody to mail to, however slow the mail is.
	answerAfter = 3 * time.Second
	mailTime    = 2500 * time.Millisecond
)

type handler struct {
	store    *dynamo.Store
	subjects throttle.Key
	courier  message.Courier
	random   io.Reader
	now      func() time.Time
	wait     func(ctx context.Context, t time.Time)
}

type input struct {
	Email string `json:"email"`
}

type output struct {
	Detail string `json:"detail"`
}

var accepted = output{"If there is an account with this address, a link to choose a new password is on its way."}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	if r.Method() == http.MethodGet {
		return resetPage, nil
	}
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	address := account.CanonicalEmail(in.Email)
	if err := fault.Check(account.CheckEmail(address)...); err != nil {
		return api.Reply{}, err
	}
	now := h.now()
	owner, err := h.owner(ctx, address, r.Address(), now)
	if err != nil {
		return api.Reply{}, err
	}
	// From here on there is one answer, whatever happens: what goes wrong is in the log.
	defer h.wait(ctx, time.Now().Add(answerAfter))
	if owner != 0 {
		limited, cancel := context.WithTimeout(ctx, mailTime)
		defer cancel()
		r.Warn(h.send(limited, owner, now))
	}
	return api.Accepted(accepted), nil
}

// owner gives the id behind an address, zero for nobody's, unless the network asks too often.
func (h handler) owner(ctx context.Context, address, from string, now time.Time) (account.ID, error) {
	network := throttle.Charge{Limit: throttle.ResetAddress, Subject: h.subjects.Address(from), At: now}
	var id account.ID
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return h.store.Take(ctx, network) })
	g.Go(func() (err error) {
		id, err = h.store.EmailOwner(ctx, address)
		if errors.Is(err, account.ErrNotFound) {
			return nil
		}
		return err
	})
	return id, g.Wait()
}

// send mails a link to a confirmed address of an active account, and to no other.
func (h handler) send(ctx context.Context, owner account.ID, now time.Time) error {
	user, err := h.user(ctx, owner, now)
	if err != nil || !user.EmailConfirmed || user.Status != account.Active {
		return err
	}
	t, err := token.New(token.Reset, h.random, int64(user.ID))
	if err != nil {
		return err
	}
	next := user
	next.ResetHash, next.ResetExpires = t.Hash(), now.Add(linkLifetime)
	if err := h.store.UpdateUser(ctx, dynamo.Update{From: user, To: next, Act: audit.ResetAsked}); err != nil {
		return err
	}
	return h.courier.SendReset(ctx, user.Email, t.Reveal(), int(linkLifetime.Minutes()))
}

// user reads a user who is mailed a link not too often.
func (h handler) user(ctx context.Context, id account.ID, now time.Time) (account.User, error) {
	asked := throttle.Charge{Limit: throttle.ResetAccount, Subject: h.subjects.Of("user", id.String()), At: now}
	var u account.User
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return h.store.Take(ctx, asked) })
	g.Go(func() (err error) {
		u, err = h.store.User(ctx, id)
		return err
	})
	return u, g.Wait()
}

// until waits for a moment, or for the end of the request.
func until(ctx context.Context, t time.Time) {
	select {
	case <-time.After(time.Until(t)):
	case <-ctx.Done():
	}
}

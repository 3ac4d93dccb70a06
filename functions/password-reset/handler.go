package main

import (
	"context"
	"errors"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

const (
	linkLifetime = 30 * time.Minute
	// answerAfter is how long every answer takes, and mailTime how long mailing may, which is less:
	// so the time does not tell whether there was anybody to mail to, however slow the mail is.
	answerAfter = 3 * time.Second
	mailTime    = 2500 * time.Millisecond
	// mailEvery is at most how often a link is mailed: three times an hour.
	mailEvery = 20 * time.Minute
)

type handler struct {
	users interface {
		EmailOwner(ctx context.Context, address string) (account.ID, error)
		User(ctx context.Context, id account.ID) (account.User, error)
		UpdateUser(ctx context.Context, u dynamo.Update) error
	}
	limits interface {
		TakeEach(ctx context.Context, charges ...throttle.Charge) error
	}
	devices  device.Finder
	subjects throttle.Key
	notifier message.Notifier
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
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	address := account.CanonicalEmail(in.Email)
	if err := fault.Check(account.CheckEmail(address)...); err != nil {
		return api.Reply{}, err
	}
	now := h.now()
	owner, err := h.owner(ctx, r, address, now)
	if err != nil {
		return api.Reply{}, err
	}
	// From here on there is one answer, whatever happens: what goes wrong is in the log.
	answerAt := time.Now().Add(answerAfter)
	defer h.wait(ctx, answerAt)
	if owner != 0 {
		limited, cancel := context.WithDeadline(ctx, answerAt)
		defer cancel()
		r.Warn(h.send(limited, owner, address, now))
	}
	return api.Accepted(accepted), nil
}

// owner gives the id behind an address, zero where no user has it. A network that asks too often is
// refused, unless the user is known on the device that asks.
func (h handler) owner(ctx context.Context, r *api.Request, address string, now time.Time) (account.ID, error) {
	var id account.ID
	var limited error
	var shown device.Found
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		limited = h.limits.TakeEach(ctx, throttle.ResetAddress.ByNetwork(h.subjects.Networks(r.Address()), now)...)
		if errors.Is(limited, throttle.ErrLimited) {
			return nil
		}
		return limited
	})
	g.Go(func() (err error) {
		shown, err = r.Device().Find(ctx, h.devices)
		return err
	})
	g.Go(func() (err error) {
		id, err = account.OrNobody(h.users.EmailOwner(ctx, address))
		return err
	})
	if err := g.Wait(); err != nil {
		return 0, err
	}
	if limited != nil && !shown.Of(id, now).Known() {
		return 0, limited
	}
	return id, nil
}

// send mails a link to the confirmed address of an active account, and to no other: an address that
// somebody only typed gets no mail.
func (h handler) send(ctx context.Context, owner account.ID, address string, now time.Time) error {
	mailing, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	user, err := h.users.User(mailing, owner)
	if err != nil || !user.Proven(account.Email, address) || user.Status != account.Active || mailed(user, now) {
		return err
	}
	t, err := token.New(token.Reset, h.random, int64(user.ID))
	if err != nil {
		return err
	}
	next := user
	next.ResetHash, next.ResetExpires = t.Hash(), now.Add(linkLifetime)
	if err := h.users.UpdateUser(mailing, dynamo.Update{From: user, To: next, Act: audit.ResetAsked}); err != nil {
		return err
	}
	err = h.notifier.SendReset(mailing, user, t.Reveal(), linkLifetime)
	if err != nil {
		return errors.Join(err, h.takeBack(ctx, next))
	}
	return nil
}

// mailed holds where a link was mailed within the last minutes and is still valid. A stranger who asks
// for links does not shut the owner out: a valid link is in the mailbox whenever the owner asks.
func mailed(u account.User, now time.Time) bool {
	return now.Before(u.ResetExpires.Add(mailEvery - linkLifetime))
}

// takeBack clears a link that could not be mailed, so that the next one can be.
func (h handler) takeBack(ctx context.Context, asked account.User) error {
	asked.Version++
	next := asked
	next.ResetHash, next.ResetExpires = "", time.Time{}
	return h.users.UpdateUser(ctx, dynamo.Update{From: asked, To: next})
}

// until waits for a moment, or for the end of the request.
func until(ctx context.Context, t time.Time) {
	select {
	case <-time.After(time.Until(t)):
	case <-ctx.Done():
	}
}

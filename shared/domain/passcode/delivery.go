package passcode

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
)

// Dispatch is a code on its way, and what its message says beside it.
type Dispatch struct {
	Passcode
	Code     Code
	Username string
	Language string // of who gets the message; empty where they have none
	// Cancel ends the account whose address did not register; of a confirmation alone.
	Cancel token.Token
}

// Notifier sends codes; ErrUnsure where one may arrive all the same.
type Notifier interface {
	Deliver(ctx context.Context, d Dispatch) error
	// Warn tells the owner of an address, in place of the code, that somebody else typed it.
	Warn(ctx context.Context, d Dispatch) error
	// Pretend takes as long as a delivery and delivers nothing, because the time would tell.
	Pretend(ctx context.Context, c account.Channel) error
}

// Send counts and sends a code that was written with something else, to a destination that was
// looked at before.
func (i Issuer) Send(ctx context.Context, q Request, d Dispatch, st Ownership, now time.Time) error {
	var warned *account.User
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return i.Reserve(gctx, q, now) })
	g.Go(func() (err error) {
		warned, err = i.noticed(gctx, q, st, now)
		return err
	})
	if err := g.Wait(); err != nil {
		return err
	}
	return i.hand(ctx, q, d, st, warned)
}

func (i Issuer) deliver(ctx context.Context, q Request, d Dispatch, st Ownership, now time.Time) error {
	warned, err := i.noticed(ctx, q, st, now)
	if err != nil {
		return err
	}
	return i.hand(ctx, q, d, st, warned)
}

// hand gives a code to the notifier, unless the destination is another's or wants none. Its owner is
// warned in their own language.
func (i Issuer) hand(ctx context.Context, q Request, d Dispatch, st Ownership, warned *account.User) (err error) {
	switch {
	case warned != nil:
		d.Language = warned.Language
		err = i.Notifier.Warn(ctx, d)
	case st.ProvenByAnother(q.User.ID) != 0 || st.quiet:
		err = i.Notifier.Pretend(ctx, d.Channel)
	default:
		err = i.Notifier.Deliver(ctx, d)
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrUnsure):
		return Unsure(d.Passcode, err)
	}
	return ErrUndelivered.Because(err)
}

// UnsureError is ErrUnsure with the challenge that can be answered if the code arrives.
type UnsureError struct {
	error
	Passcode Passcode
}

// Unsure adds the challenge to an error that is ErrUnsure.
func Unsure(p Passcode, err error) error { return UnsureError{err, p} }

func (e UnsureError) Unwrap() error { return e.error }

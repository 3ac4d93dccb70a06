package passcode

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
)

// Meter counts what is sent.
type Meter interface {
	Take(ctx context.Context, c throttle.Charge) error
}

// Store stores passcodes.
type Store interface {
	// Issue writes a code, closes the one it supersedes and, where the user has one such code at
	// a time, sets it on the user: all or nothing. ErrClosed when the other one is closed
	// already, or the user has changed.
	Issue(ctx context.Context, p Passcode, supersedes string) error
	// Void closes a code that nobody was sent, and sets the one before on the user again.
	Void(ctx context.Context, p Passcode, before account.EmailOTP, now time.Time) error
	// Reopen opens a challenge that Issue closed for a code that nobody was sent.
	Reopen(ctx context.Context, id string, now time.Time) error
}

// Issuer makes codes and sees them sent.
type Issuer struct {
	Key       Key
	Throttles throttle.Key
	Lifetime  time.Duration
	Random    io.Reader
	Meter     Meter
	Store     Store
	Owners    Owners
	Devices   device.Finder
	Notifier  Notifier
	Enrolled  Enrolled
	Passkeys  passkey.Site
	// Texts is how many texts an hour go to numbers that nobody has proven; zero for no limit.
	Texts int

	device throttle.Subject // that messages are counted by; empty for none
}

// issue counts, writes and sends a code, in that order: a code that is not written must
// not be sent, and one that was refused is closed. Meanwhile it is found out whose the
// destination is. Where it is somebody else's, the answer is the same and no code goes out.
func (i Issuer) issue(ctx context.Context, q Request, now time.Time) (Passcode, error) {
	if q.Factor != "" {
		return i.ask(ctx, q, now)
	}
	if !q.Purpose.Proves() && !q.proven() {
		return Passcode{}, account.ErrUnproven
	}
	var d Dispatch
	var st Ownership
	var unknown error
	var g errgroup.Group
	g.Go(func() error {
		st, unknown = i.Look(ctx, q, now)
		return nil
	})
	g.Go(func() (err error) {
		d, err = i.open(ctx, q, now)
		return err
	})
	if err := g.Wait(); err != nil {
		return Passcode{}, err
	}
	err := unknown
	if err == nil {
		err = i.deliver(ctx, q, d, st, now)
	}
	return d.Passcode, i.voided(ctx, q, d, err, now)
}

// ask writes a challenge for which nothing is sent: the user has what answers it.
func (i Issuer) ask(ctx context.Context, q Request, now time.Time) (Passcode, error) {
	p := i.challenge(q, now)
	return p, i.Store.Issue(ctx, p, q.Supersedes)
}

// open counts a code and writes it.
func (i Issuer) open(ctx context.Context, q Request, now time.Time) (Dispatch, error) {
	i, err := i.fromShown(ctx, q, now)
	if err != nil {
		return Dispatch{}, err
	}
	if err := i.Reserve(ctx, q, now); err != nil {
		return Dispatch{}, err
	}
	d, err := i.Draw(ctx, q, now)
	if err != nil {
		return Dispatch{}, err
	}
	return d, i.Store.Issue(ctx, d.Passcode, q.Supersedes)
}

// Reserve counts a message, by the budget of where it goes.
func (i Issuer) Reserve(ctx context.Context, q Request, now time.Time) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, c := range i.charges(q, audit.Address(ctx), now) {
		g.Go(func() error { return i.Meter.Take(ctx, c) })
	}
	return g.Wait()
}

// charges count what goes to the user's own by the user alone, or by the device on which they are known:
// the client that asks has shown the password or a session. What goes elsewhere is counted apart, by who asks, from where, and for
// what: a stranger can ask, and must not thereby spend what its owner signs in with, nor what an
// admin may send to it.
func (i Issuer) charges(q Request, from string, now time.Time) []throttle.Charge {
	user, to := i.Throttles.User(q.User.ID), i.Throttles.Of("destination", q.destination())
	var charges []throttle.Charge
	switch {
	case q.proven() && i.device != "":
		return []throttle.Charge{throttle.SendDevice.Charge(i.device, now).Hourly()}
	case q.proven():
		return []throttle.Charge{throttle.SendUser.Charge(user, now).Hourly()}
	case q.byAdmin():
		charges = []throttle.Charge{throttle.AskAdmin.Charge(to, now).Hourly()}
	default:
		network := i.Throttles.Networks(from)[0]
		charges = []throttle.Charge{
			throttle.AskUser.Charge(user, now),
			throttle.AskNetwork.Charge(i.Throttles.Of("asked from", string(network), q.destination()), now),
			throttle.AskDestination.Charge(to, now).Hourly(),
		}
	}
	if q.Channel == account.SMS && i.Texts > 0 {
		charges = append(charges, throttle.Texts(i.Texts).Charge("service", now))
	}
	return charges
}

// Draw makes a code that is not yet written.
func (i Issuer) Draw(ctx context.Context, q Request, now time.Time) (Dispatch, error) {
	code, err := draw(i.Random)
	if err != nil {
		return Dispatch{}, err
	}
	d := Dispatch{Code: code, Username: q.User.Username, Language: q.User.Language, Passcode: i.challenge(q, now)}
	if q.Purpose == ConfirmEmail {
		if d.Cancel, err = token.New(token.Cancel, i.Random, int64(q.User.ID)); err != nil {
			return Dispatch{}, err
		}
		d.CancelHash = d.Cancel.Hash()
	}
	i.Key.SetHash(ctx, &d.Passcode, code)
	return d, d.Sent(q.User.EmailOTP).Check()
}

func (i Issuer) challenge(q Request, now time.Time) Passcode {
	return Passcode{
		ID: rand.Text(), UserID: q.User.ID, Purpose: q.Purpose, Channel: q.Channel, SentTo: q.destination(), Change: q.change(),
		Factor: q.Factor, Methods: q.Methods, LastSent: q.lastSent, Remember: q.Remember,
		AskedBy: q.AskedBy, Epoch: q.User.SessionEpoch, Active: true, Expiration: now.Add(i.lifetime(q.Purpose)), CreatedAt: now, UpdatedAt: now,
	}
}

func (i Issuer) lifetime(p Purpose) time.Duration {
	if p == ConfirmEmail {
		return ConfirmLifetime
	}
	return i.Lifetime
}

// voided closes a code that was refused: nobody has it, so it serves only guessing. The challenge
// that it took the place of is opened again.
func (i Issuer) voided(ctx context.Context, q Request, d Dispatch, err error, now time.Time) error {
	if err == nil || errors.Is(err, ErrUnsure) {
		return err
	}
	voidErr := i.Store.Void(ctx, d.Passcode, q.User.EmailOTP, now)
	if voidErr == nil && q.Supersedes != "" {
		voidErr = i.Store.Reopen(ctx, q.Supersedes, now)
	}
	if voidErr != nil {
		return errors.Join(err, fmt.Errorf("passcode: close the undelivered code: %w", voidErr))
	}
	return err
}

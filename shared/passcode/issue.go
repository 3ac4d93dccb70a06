package passcode

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/account"
	"latchkey/shared/audit"
	"latchkey/shared/throttle"
)

// Order says which code is wanted.
type Order struct {
	User    account.User
	Purpose Purpose
	Channel account.Channel
	To      string // where the code goes; empty for the user's own address on the channel
	Change  string // the exact change that the code allows, in words of the route's choosing
	// Supersedes is the challenge that the new one takes the place of, if any.
	Supersedes string
}

func (o Order) destination() string {
	if o.To != "" {
		return o.To
	}
	return o.User.Destination(o.Channel)
}

// proven holds where the user has shown that the destination is their own.
func (o Order) proven() bool {
	switch {
	case o.destination() != o.User.Destination(o.Channel):
		return false
	case o.Channel == account.SMS:
		return o.User.PhoneConfirmed
	}
	return o.User.EmailConfirmed
}

// digest is what is kept of a change: enough to tell it from every other.
func digest(change string) string {
	if change == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(change))
	return hex.EncodeToString(sum[:])
}

// Meter counts what is sent.
type Meter interface {
	Take(ctx context.Context, c throttle.Charge) error
}

// Ledger keeps passcodes.
type Ledger interface {
	// Issue writes a code, closes the one it supersedes and, where the user has one such code
	// at a time, has him remember this one: all or nothing. ErrClosed when the other one is
	// closed already, or the user is not as he was.
	Issue(ctx context.Context, p Passcode, supersedes string) error
	// Void closes a code that nobody was sent. The user remembers the one before.
	Void(ctx context.Context, p Passcode, before account.EmailOTP, now time.Time) error
	// Reopen opens a challenge that Issue closed for a code that nobody was sent.
	Reopen(ctx context.Context, id string, now time.Time) error
}

// Courier hands a code to whoever delivers it; ErrUnsure where it may arrive all the same.
type Courier interface {
	Deliver(ctx context.Context, p Passcode, code Code) error
}

// Issuer makes codes and sees them sent.
type Issuer struct {
	Key       Key
	Throttles throttle.Key
	Lifetime  time.Duration
	Random    io.Reader
	Meter     Meter
	Ledger    Ledger
	Courier   Courier
	// Texts is how many texts an hour go to numbers that nobody has proven; zero for no limit.
	Texts int
}

// Issue counts, writes and sends a code, in that order: a code that is not written must
// not be sent, and one that was refused is closed.
func (i Issuer) Issue(ctx context.Context, o Order, now time.Time) (Passcode, error) {
	if err := i.Reserve(ctx, o, now); err != nil {
		return Passcode{}, err
	}
	p, code, err := i.Draw(ctx, o, now)
	if err != nil {
		return Passcode{}, err
	}
	if err := i.Ledger.Issue(ctx, p, o.Supersedes); err != nil {
		return Passcode{}, err
	}
	return p, i.send(ctx, o, p, code, now)
}

// Reserve counts a message, by the budget of where it goes.
func (i Issuer) Reserve(ctx context.Context, o Order, now time.Time) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, c := range i.charges(o, audit.Address(ctx), now) {
		g.Go(func() error { return i.Meter.Take(ctx, c) })
	}
	return g.Wait()
}

// charges count what goes to the user's own by the user alone: whoever asks has shown the
// password or a session. What goes elsewhere is counted by who asks, from where, and for what:
// a stranger can ask, and must not thereby spend what its owner signs in with.
func (i Issuer) charges(o Order, from string, now time.Time) []throttle.Charge {
	user := i.Throttles.Of("user", o.User.ID.String())
	if o.proven() {
		return []throttle.Charge{throttle.SendUser.Charge(user, now).Hourly()}
	}
	to, network := o.destination(), i.Throttles.Networks(from)[0]
	charges := []throttle.Charge{
		throttle.AskUser.Charge(user, now),
		throttle.AskNetwork.Charge(i.Throttles.Of("asked from", string(network), to), now),
		throttle.AskDestination.Charge(i.Throttles.Of("destination", to), now).Hourly(),
	}
	if o.Channel == account.SMS && i.Texts > 0 {
		charges = append(charges, throttle.Texts(i.Texts).Charge("service", now))
	}
	return charges
}

// Draw makes a code that is not yet written.
func (i Issuer) Draw(ctx context.Context, o Order, now time.Time) (Passcode, Code, error) {
	code, err := draw(i.Random)
	if err != nil {
		return Passcode{}, "", err
	}
	p := Passcode{
		ID: rand.Text(), UserID: o.User.ID, Purpose: o.Purpose, Channel: o.Channel, SentTo: o.destination(), Change: digest(o.Change),
		Epoch: o.User.SessionEpoch, Active: true, Expiration: now.Add(i.Lifetime), CreatedAt: now, UpdatedAt: now,
	}
	i.Key.Seal(ctx, &p, code)
	return p, code, p.Sent(o.User.EmailOTP).Check()
}

// send closes a code that was refused: nobody has it, so it serves only guessing. The challenge
// that it took the place of is as good as before.
func (i Issuer) send(ctx context.Context, o Order, p Passcode, code Code, now time.Time) error {
	err := i.Courier.Deliver(ctx, p, code)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrUnsure):
		return Unsure(p, err)
	}
	return ErrUndelivered.Because(errors.Join(err, i.void(ctx, o, p, now)))
}

func (i Issuer) void(ctx context.Context, o Order, p Passcode, now time.Time) error {
	err := i.Ledger.Void(ctx, p, o.User.EmailOTP, now)
	if err == nil && o.Supersedes != "" {
		err = i.Ledger.Reopen(ctx, o.Supersedes, now)
	}
	if err != nil {
		return fmt.Errorf("passcode: close the undelivered code: %w", err)
	}
	return nil
}

// UnsureError is ErrUnsure with the challenge that can be answered if the code arrives.
type UnsureError struct {
	error
	Passcode Passcode
}

// Unsure adds the challenge to an error that is ErrUnsure.
func Unsure(p Passcode, err error) error { return UnsureError{err, p} }

func (e UnsureError) Unwrap() error { return e.error }

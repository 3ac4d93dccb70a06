package passcode

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/device"
	"latchkey/shared/domain/throttle"
)

// Found is a challenge as it is found, with the device that a client shows with it. That costs no round
// trip of its own.
func Found(ctx context.Context, devices device.Finder, from device.Shown, now time.Time, find func(context.Context) (Passcode, error)) (Passcode, error) {
	var p Passcode
	var refused error
	var shown device.Found
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		p, refused = find(gctx)
		return nil
	})
	g.Go(func() (err error) {
		shown, err = from.Find(gctx, devices)
		return err
	})
	if err := g.Wait(); err != nil {
		return Passcode{}, err
	}
	p.Device = shown.Of(p.UserID, now)
	return p, refused
}

// failureOf is what a wrong code counts against: the device on which the user is known, or else the
// account. Somebody who has the password but no such device uses up no more than the account's.
func (r Redeemer) failureOf(p Passcode, now time.Time) throttle.Charge {
	if p.Device.Known() {
		return throttle.CodeDevice.Charge(p.Device.Subject(), now)
	}
	return throttle.CodeFailures.Charge(r.Throttles.User(p.UserID), now)
}

// From is the issuer for a client on a known device, whose messages are counted apart; zero for any other.
func (i Issuer) From(d device.Device) Issuer {
	i.device = d.Subject()
	return i
}

// fromShown is the issuer for the device that a request shows. Without one it makes no call.
func (i Issuer) fromShown(ctx context.Context, q Request, now time.Time) (Issuer, error) {
	if !q.Device.Given {
		return i, nil
	}
	shown, err := q.Device.Find(ctx, i.Devices)
	return i.From(shown.Of(q.User.ID, now)), err
}

package main

import (
	"context"
	"errors"

	"latchkey/shared/domain/throttle"
)

// failure is what a wrong password counts against: the device on which the user is known, or else the
// account. So a stranger who uses up the account's keeps nobody from signing in where they are known.
func (h handler) failure(a attempt, account throttle.Subject, n throttle.Networks) throttle.Charge {
	if a.device.Known() {
		return throttle.LoginDevice.Charge(a.device.Subject(), a.at)
	}
	return throttle.LoginAccount.Charge(account, a.at).From(n)
}

func (h handler) charge(ctx context.Context, a attempt) error {
	if a.device.Known() {
		return h.devices.TakeFromDevice(ctx, a.device, a.failure)
	}
	return h.limits.Take(ctx, a.failure)
}

// refund takes back what was charged ahead of a right password. On a known device it ends the row of
// failures.
func (h handler) refund(ctx context.Context, a attempt) error {
	if a.device.Known() {
		return h.devices.UseDevice(ctx, a.device)
	}
	return h.limits.Refund(ctx, a.failure)
}

// unless gives an error, unless it is a refusal that is decided about later.
func unless(refusal, err error) error {
	if errors.Is(err, refusal) {
		return nil
	}
	return err
}

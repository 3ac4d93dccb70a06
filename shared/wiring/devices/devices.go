// Package devices puts together what the doors need that know devices.
package devices

import (
	"context"
	"crypto/rand"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/throttle"
)

// Keeper keeps the devices of users, and tells them of sign-ins on others.
func Keeper(store *dynamo.Store, notifier message.Notifier, subjects throttle.Key) device.Keeper {
	hourly := message.Hourly{Notifier: notifier, Throttles: subjects, Quiet: store}
	return device.Keeper{
		Store: store, Random: rand.Reader,
		Tell: func(ctx context.Context, u account.User, now time.Time) error {
			return hourly.Notify(ctx, u, message.NewDevice, now)
		},
	}
}

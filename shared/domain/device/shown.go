package device

import (
	"context"
	"crypto/rand"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
)

// Shown is what a client sends as the token of its device.
type Shown struct {
	Given bool
	Text  string
}

// Finder finds devices.
type Finder interface {
	// Device reads a device and its user at once. What is not there is zero.
	Device(ctx context.Context, user account.ID, hash string) (Device, account.User, error)
}

// Found is a device that was shown, and its user.
type Found struct {
	device Device
	user   account.User
}

// Find looks for the device of a token. Without a token it makes no call. A malformed one is looked for
// like any other, under a user that it might have.
func (s Shown) Find(ctx context.Context, f Finder) (found Found, err error) {
	if !s.Given {
		return Found{}, nil
	}
	t, ok := token.Parse(token.Device, s.Text)
	if !ok {
		if t, err = madeUp(); err != nil {
			return Found{}, err
		}
	}
	found.device, found.user, err = f.Device(ctx, account.ID(t.ID()), t.Hash())
	return found, err
}

// Among is the id of the device of a token among devices that were read; empty where it is none of them.
func (s Shown) Among(all []Device) string {
	t, ok := token.Parse(token.Device, s.Text)
	if !ok {
		return ""
	}
	for _, d := range all {
		if token.Equal(d.TokenHash, t.Hash()) {
			return d.ID
		}
	}
	return ""
}

func madeUp() (token.Token, error) {
	id, err := account.NewID(rand.Reader)
	if err != nil {
		return token.Token{}, err
	}
	return token.New(token.Device, rand.Reader, int64(id))
}

// Of gives the device where it is live and the user is known on it, and else none.
func (f Found) Of(user account.ID, now time.Time) Device {
	if f.user.ID != user || !f.device.Live(f.user, now) {
		return Device{}
	}
	return f.device
}

// User is the user of a device that is live, as read with it.
func (f Found) User() account.User { return f.user }

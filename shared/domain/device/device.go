// Package device owns the devices that users are known on: a client that signed in and was asked to be
// remembered keeps a token, and shows it with the next sign-in.
//
// The token stands for no password and no factor. It has limits of its own, so that nobody who has no such
// token can use up what the owner signs in with. A token that is foreign, malformed or ended counts as
// none, after the same calls: it tells nobody whether it ever was one.
//
// A device is bound to the epoch of its user's sessions and to the role. So whatever ends every session
// ends it too, and no write is needed for that.
package device

import (
	"crypto/rand"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
)

// The numbers of devices.
const (
	Lifetime = 90 * 24 * time.Hour
	Most     = 20 // of one user
)

// ErrNotFound is told of devices that are unknown, another's, or ended.
var ErrNotFound = fault.New(fault.NotFound, "device_not_found", "There is no such device, or it was forgotten already.")

// Device is one that a user is known on. The zero device is none.
type Device struct {
	ID         string // what the user names it by; no secret, and nothing of the token
	UserID     account.ID
	TokenHash  string
	Epoch      int64        // of the user's sessions, when it was made
	Role       account.Role // of the user, when it was made
	CreatedAt  time.Time
	LastUsedAt time.Time
	ExpiresAt  time.Time
	Address    string
	UserAgent  string
	Failures   int // wrong passwords in a row, those under way among them
}

// Live holds for a device on which the user, as they are now, is known. Too many failures in a row end it.
func (d Device) Live(u account.User, now time.Time) bool {
	return d.UserID != 0 && d.UserID == u.ID && d.Epoch == u.SessionEpoch && d.Role == u.Role &&
		u.Status == account.Active && now.Before(d.ExpiresAt) && d.Failures < throttle.LoginDevice.Max
}

// Used is the device after a sign-in on it.
func (d Device) Used(address, userAgent string, now time.Time) Device {
	d.LastUsedAt, d.Address, d.UserAgent = now, address, clip(userAgent)
	return d
}

// Known holds for a device that is one.
func (d Device) Known() bool { return d.UserID != 0 }

// Subject is what codes and messages are counted by where a device is known; empty where none is.
func (d Device) Subject() throttle.Subject {
	if !d.Known() {
		return ""
	}
	return throttle.Device(d.TokenHash)
}

// begin makes the device of a token. A device that is renewed stays the same in the eyes of its user.
func begin(t token.Token, e SignIn) Device {
	d := Device{
		ID: rand.Text(), UserID: e.User.ID, TokenHash: t.Hash(), Epoch: e.User.SessionEpoch, Role: e.User.Role,
		CreatedAt: e.At, LastUsedAt: e.At, ExpiresAt: e.At.Add(Lifetime), Address: e.Address, UserAgent: clip(e.UserAgent),
	}
	if e.Known.Known() {
		d.ID, d.CreatedAt = e.Known.ID, e.Known.CreatedAt
	}
	return d
}

// clip bounds what a client may have us store.
func clip(userAgent string) string {
	const most = 256
	r := []rune(userAgent)
	return string(r[:min(len(r), most)])
}

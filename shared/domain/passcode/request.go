package passcode

import (
	"crypto/sha256"
	"encoding/hex"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
)

// Request says which code is wanted.
type Request struct {
	User    account.User
	Purpose Purpose
	Channel account.Channel
	// Factor is asked for in place of a code that is sent, and Methods are the ways in which the
	// challenge can be answered.
	Factor  account.FactorType
	Methods account.FactorTypes
	To      string // where the code goes; empty for the user's own address on the channel
	Change  string // the exact change that the code allows, in words of the route's choosing
	// Spellings are those in which the destination may have been stored: a number that was proven
	// under an older one is somebody's all the same.
	Spellings []string
	// AskedBy is who asks, where that is not the user.
	AskedBy account.ID
	// Supersedes is the challenge that the new one takes the place of, if any.
	Supersedes string
	Device     device.Shown // by who asks; empty where it was looked for before
	Remember   bool         // whether the device is to be remembered once the user is signed in

	// These are of an order that repeats a challenge.
	digest   string // of the change
	lastSent LastSent
}

// By is the request for a challenge that can be answered in several ways, with one of them open.
func (q Request) By(methods account.FactorTypes, open account.FactorType) Request {
	q.Methods, q.Channel, q.Factor = methods, open.Channel(), ""
	if q.Channel == "" {
		q.Factor = open
	}
	return q
}

func (q Request) destination() string {
	if q.Factor != "" {
		return ""
	}
	if q.To != "" {
		return q.To
	}
	return q.User.Destination(q.Channel)
}

// proven holds where the user has shown that the destination is their own.
func (q Request) proven() bool { return q.User.Proven(q.Channel, q.destination()) }

// byAdmin holds where an admin asks: for another address of a user, or for an account that they
// made for somebody.
func (q Request) byAdmin() bool {
	return q.AskedBy != 0 || q.Purpose == ConfirmEmail && q.User.CreatedBy != 0
}

func (q Request) change() string {
	if q.digest != "" {
		return q.digest
	}
	return digest(q.Change)
}

// digest is what is stored of a change: enough to tell it from every other.
func digest(change string) string {
	if change == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(change))
	return hex.EncodeToString(sum[:])
}

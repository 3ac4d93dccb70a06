// Package throttle owns the limits on guessing and sending, and what they are counted by.
//
// A limit counts in windows of fixed length that begin at multiples of it. Within a window
// there is one count for the subject as a whole and, where the limit has parts, one for each
// part: failures by account and, within it, by address; sends by day and, within it, by hour.
// Both stand in one item, so that one conditional write holds both.
//
// Unknown names are counted like known ones, or the limit itself would tell who exists.
// The package knows no store; package dynamo keeps the counts.
package throttle

import (
	"strconv"
	"time"

	"latchkey/shared/fault"
)

// ErrLimited refuses what was tried too often.
var ErrLimited = fault.New(fault.TooMany, "too_many_requests", "This was tried too often. Wait and try again.")

// Limit is how often something may happen.
type Limit struct {
	Name    string
	Window  time.Duration
	Max     int
	PartMax int // zero for a limit without parts
}

// The limits of sign-in count failures; those of sending count messages, however they fared.
var (
	// LoginAccount is taken before a password is compared and given back when it was right,
	// so that parallel guesses cannot slip past. Its parts are the addresses that they come from.
	LoginAccount = Limit{Name: "login/account", Window: 10 * time.Minute, Max: 30, PartMax: 5}
	// LoginAddress stands against spraying one password over many names.
	LoginAddress = Limit{Name: "login/address", Window: 10 * time.Minute, Max: 100}

	// CodeFailures is per account over all codes: a new code does not buy new guesses.
	CodeFailures = Limit{Name: "code/account", Window: 24 * time.Hour, Max: 10}

	// KeyFailures is of registrations that a good key was used for and that were refused all the
	// same: a key is no licence to find out which names are taken.
	KeyFailures = Limit{Name: "registration/key", Window: 24 * time.Hour, Max: 5}

	// ResetAccount and ResetAddress are of links that set a new password. The account's does not
	// show: the answer is the same for every address.
	ResetAccount = Limit{Name: "reset/account", Window: time.Hour, Max: 3}
	ResetAddress = Limit{Name: "reset/address", Window: time.Hour, Max: 10}

	// AdminReset is of tries at the new password that an admin allowed: of a user where the try
	// names the open grant, and else of the name as typed, by network.
	AdminReset = Limit{Name: "reset/admin", Window: time.Hour, Max: 3}

	// PINAgent is of support PINs that one member of staff has checked, right ones among them.
	PINAgent = Limit{Name: "support-pin/agent", Window: time.Hour, Max: 20}

	// The parts of these are hours.
	SendAccount     = Limit{Name: "send/account", Window: 24 * time.Hour, Max: 30, PartMax: 10}
	SendDestination = Limit{Name: "send/destination", Window: 24 * time.Hour, Max: 30, PartMax: 10}
)

// Charge is one thing to be counted against a limit.
type Charge struct {
	Limit   Limit
	Subject Subject
	Part    string // empty for none
	At      time.Time
	// PartEnds is when the part is counted anew, where that is before the window ends.
	PartEnds time.Time
}

// Hourly makes the hour of the charge its part.
func (c Charge) Hourly() Charge {
	hour := c.At.Truncate(time.Hour)
	c.Part = "hour-" + strconv.Itoa(hour.UTC().Hour())
	c.PartEnds = hour.Add(time.Hour)
	return c
}

// Window is when the window of the charge began.
func (c Charge) Window() time.Time { return c.At.Truncate(c.Limit.Window) }

// Ends is when the window of the charge is over.
func (c Charge) Ends() time.Time { return c.Window().Add(c.Limit.Window) }

// Refusal says when to come back, given the count of the whole window.
func (c Charge) Refusal(count int) error {
	until := c.Ends()
	if count < c.Limit.Max && !c.PartEnds.IsZero() {
		until = c.PartEnds
	}
	return ErrLimited.After(until.Sub(c.At))
}

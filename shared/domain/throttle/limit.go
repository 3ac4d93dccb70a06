// Package throttle owns the limits on guessing and sending, and what they are counted by.
//
// A limit counts in windows of fixed length that begin at multiples of it. Within a window
// there is one count for the subject as a whole and, where the limit has parts, one for each
// part: failures by account and, within it, by network; sends by day and, within it, by hour.
// All stand in one item, so that one conditional write holds them all.
//
// What protects an account is counted as a set of attempts. Taking an attempt twice, or giving
// it back twice, changes nothing, so a write that is repeated because its answer was lost counts
// once. Where hundreds are counted and nothing is given back, a number does.
//
// No limit may be a weapon: what an account needs is not refused by a count that a stranger can
// spend. docs/security.md has the table of who can spend what, and the exceptions.
//
// Unknown names are counted like known ones, or the limit itself would tell who exists.
// The package knows no store; package dynamo stores the counts.
package throttle

import (
	"time"

	"latchkey/shared/domain/fault"
)

// ErrLimited refuses what was tried too often.
var ErrLimited = fault.New(fault.TooMany, "too_many_requests", "This was tried too often. Wait and try again.")

// Limit is how often something may happen.
type Limit struct {
	Name    string
	Window  time.Duration
	Max     int
	PartMax int // of the one part that a charge may have beside networks; zero for none
	// Networks are the most from the networks that an address is in, from the smallest up: one
	// household with IPv6 has thousands of /64s.
	Networks [levels]int
	// Tally has the limit counted by a number instead of a set of attempts.
	Tally bool
}

// The limits of sign-in count failures; those of sending count messages, however they fared.
var (
	// LoginAccount is taken before a password is compared and given back when it was right,
	// so that parallel guesses cannot slip past. A stranger can fill it: the refusal looks like
	// a wrong password, and a completed reset by mail empties it.
	LoginAccount = Limit{Name: "login/account", Window: 10 * time.Minute, Max: 30, Networks: [levels]int{5, 10, 15}}
	// LoginAddress stands against spraying one password over many names. Its part is the name
	// as it was typed: by the account behind it, the limit would tell which names are one user's.
	LoginAddress = Limit{Name: "login/address", Window: 10 * time.Minute, Networks: [levels]int{100, 200, 1000}, PartMax: 5, Tally: true}
	// LoginDevice is of wrong passwords in a row from one known device, which are counted there and not
	// by the account or the network: no stranger can use them up. After the last one the device is known
	// no more.
	LoginDevice = Limit{Name: "login/device", Max: 10}
	// PasswordCheck is of current passwords that a signed-in user gets wrong.
	PasswordCheck = Limit{Name: "password/check", Window: 10 * time.Minute, Max: 5}

	// CodeFailures is per account over all codes: a new code does not buy new guesses. Codes are
	// asked for with the password or a session, so no stranger can spend it.
	CodeFailures = Limit{Name: "code/account", Window: 24 * time.Hour, Max: 10}
	// CodeDevice is the same from one known device, in place of the account's.
	CodeDevice = Limit{Name: "code/device", Window: 24 * time.Hour, Max: 10}

	// NameFailures is of wrong passwords and codes at a name as it was typed. It refuses nothing: the tenth
	// is told to the user.
	NameFailures = Limit{Name: "failure/name", Window: 24 * time.Hour, Max: 10}

	// KeyFailures is of registrations with a valid key that were refused all the same: a key
	// is no licence to find out which names are taken.
	KeyFailures = Limit{Name: "registration/key", Window: 24 * time.Hour, Max: 5}
	// Usernames is of new usernames that a user asks for, taken ones among them.
	Usernames = Limit{Name: "username/user", Window: 24 * time.Hour, Max: 5}

	// ResetAddress is of links that set a new password. Per account, one link in ten minutes is
	// mailed, and the one before it still works.
	ResetAddress = Limit{Name: "reset/address", Window: time.Hour, Networks: [levels]int{10, 20, 60}, Tally: true}

	// AdminReset is of tries at the new password that an admin allowed: of a user where the try
	// names the valid grant, and else of the name as typed, by network.
	AdminReset = Limit{Name: "reset/admin", Window: time.Hour, Max: 3}

	// PINAgent is of support PINs that one member of staff has checked, right ones among them.
	PINAgent = Limit{Name: "support-pin/agent", Window: time.Hour, Max: 20}

	// AccessTokens is of tokens for other programs: each of them asks once in five minutes, and
	// every signature costs money.
	AccessTokens = Limit{Name: "token/session", Window: 5 * time.Minute, Max: 10}

	// AuthorizationCodes is of codes that hand the user of a session over to applications: a person
	// needs one for each application that they open.
	AuthorizationCodes = Limit{Name: "authorization-code/session", Window: 5 * time.Minute, Max: 10}

	// SendUser is of messages to what the user has proven to be their own. It is spent with the
	// password or a session. Its part is the hour.
	SendUser = Limit{Name: "send/user", Window: 24 * time.Hour, Max: 30, PartMax: 10}
	// SendDevice is the same from one known device, in place of the user's.
	SendDevice = Limit{Name: "send/device", Window: 24 * time.Hour, Max: 30, PartMax: 10}

	// The limits of asking are of messages to an address or number that nobody has proven yet:
	// by who asks, by the network they ask from, and by where the message goes. They are apart
	// from SendUser, so that nobody spends what its owner signs in with.
	AskUser        = Limit{Name: "ask/user", Window: time.Hour, Max: 5}
	AskNetwork     = Limit{Name: "ask/network", Window: time.Hour, Max: 3}
	AskDestination = Limit{Name: "ask/destination", Window: 24 * time.Hour, Max: 30, PartMax: 10}
	// AskAdmin is of such messages that admins cause, by where they go. Strangers who have asked
	// for an address keep no admin from inviting its owner.
	AskAdmin = Limit{Name: "ask/admin", Window: 24 * time.Hour, Max: 30, PartMax: 10}
)

// All are the limits. Each has a row in docs/security.md: who can spend it, and what is lost then.
var All = []Limit{
	LoginAccount, LoginAddress, LoginDevice, PasswordCheck, CodeFailures, CodeDevice, NameFailures, KeyFailures, Usernames, ResetAddress, AdminReset, PINAgent, AccessTokens,
	AuthorizationCodes, SendUser, SendDevice, AskUser, AskNetwork, AskDestination, AskAdmin, Registrations(0), Texts(0),
}

// Registrations is of accounts that one network makes in an hour, where registration is open.
// Larger networks may make twice and four times as many.
func Registrations(perHour int) Limit {
	return Limit{Name: "registration/address", Window: time.Hour, Networks: [levels]int{perHour, 2 * perHour, 4 * perHour}, Tally: true}
}

// Texts is of texts to numbers that nobody has proven yet, which the service sends in an hour:
// each costs money, which the owner of a range of numbers earns.
func Texts(perHour int) Limit {
	return Limit{Name: "text/service", Window: time.Hour, Max: perHour, Tally: true}
}

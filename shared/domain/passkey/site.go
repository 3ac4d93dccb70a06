// Package passkey owns how passkeys are asked for: for which domain and origins, with which options, and
// under which challenge.
//
// What authenticators answer is verified in package webauthn, whose library is large. A function that
// only asks does not link it.
package passkey

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
)

// The refusals of passkeys.
var (
	// ErrInvalid is the one answer to all that can be wrong with an assertion: any other would tell
	// strangers whose passkeys there are.
	ErrInvalid = fault.New(fault.Unauthenticated, "invalid_passkey", "The passkey was not accepted.")
	// ErrCloned says that a counter did not go up. One of two authenticators with the same key is a
	// copy, and nobody can tell which.
	ErrCloned = fault.New(fault.Unauthenticated, "passkey_cloned", "This passkey was copied, and is not accepted any more. Remove it and add it again.")
)

// Timeout is how long a browser waits for the user.
const Timeout = 5 * time.Minute

// Site is where passkeys work. It comes from the settings alone: what a request says of its origin or
// host, its sender chose.
type Site struct {
	Domain  string   // the RP ID; empty where there are no passkeys
	Origins []string // of the pages and apps that may ask for one
	Service string   // what users know the service by
}

// NewSite takes the settings. Without origins, it is that of the public address.
func NewSite(domain, origins, public, service string) Site {
	s := Site{Domain: domain, Service: service}
	for origin := range strings.SplitSeq(origins, ",") {
		if origin != "" {
			s.Origins = append(s.Origins, origin)
		}
	}
	if u, err := url.Parse(public); err == nil && len(s.Origins) == 0 && u.Host != "" {
		s.Origins = []string{u.Scheme + "://" + u.Host}
	}
	return s
}

// On holds where there are passkeys.
func (s Site) On() bool { return s.Domain != "" }

// Takes holds for the origin of a page or app that may ask for passkeys, to the letter.
func (s Site) Takes(origin string) bool { return slices.Contains(s.Origins, origin) }

// Usable holds for a passkey that works here. It is bound to the domain for which it was made.
func (s Site) Usable(f factor.Factor) bool {
	return f.Type == account.Passkey && f.Confirmed() && s.On() && f.Passkey.Domain == s.Domain
}

// usable are those of a user.
func (s Site) usable(all factor.Set) []factor.Factor {
	return slices.DeleteFunc(all.Confirmed(), func(f factor.Factor) bool { return !s.Usable(f) })
}

package passkey

import (
	"crypto/rand"
	"fmt"
	"io"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
)

// Algorithms are those that are asked for, the preferred one first, by their numbers in COSE: ES256,
// EdDSA and RS256. Every authenticator has one of them.
var Algorithms = []int{-7, -8, -257}

// Transports are the ways in which browsers reach an authenticator.
var Transports = []string{"usb", "nfc", "ble", "smart-card", "hybrid", "internal"}

const handleSize = 32

// Creation is what a browser asks an authenticator to make.
type Creation struct {
	Challenge []byte
	Site      Site
	Handle    []byte
	Username  string
	Excluded  []Credential // those that the user has, so that no authenticator makes a second one
}

// Begin gives the passkey of an enrolment that was begun, and the challenge that it has to sign. The handle
// is the one of the user's other passkeys, so that an authenticator replaces theirs and no other.
func (s Site) Begin(random io.Reader, enrolled factor.Set) (pending factor.Passkey, challenge string, err error) {
	pending.Domain = s.Domain
	for _, f := range enrolled.Factors {
		if f.Type == account.Passkey && len(f.Passkey.Handle) == handleSize {
			pending.Handle = f.Passkey.Handle
			return pending, rand.Text(), nil
		}
	}
	pending.Handle = make([]byte, handleSize)
	if _, err := io.ReadFull(random, pending.Handle); err != nil {
		return factor.Passkey{}, "", fmt.Errorf("passkey: draw a handle: %w", err)
	}
	return pending, rand.Text(), nil
}

// Create asks for the passkey of an enrolment.
func (s Site) Create(pending factor.Factor, u account.User, enrolled factor.Set) Creation {
	c := Creation{Challenge: ChallengeOf(pending.Pending.Challenge), Site: s, Handle: pending.Passkey.Handle, Username: u.Username}
	for _, f := range s.usable(enrolled) {
		c.Excluded = append(c.Excluded, Credential{f.Passkey.CredentialID, f.Passkey.Transports})
	}
	return c
}

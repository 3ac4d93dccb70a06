// Package wiring puts together what several functions are made of alike: the domain's rules
// with the adapters and settings of a process. It decides nothing.
//
// What sends messages is in package sending: a function that sends none must not link, nor
// initialise at each cold start, the clients that do.
package wiring

import (
	"context"

	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/passcode"
	"latchkey/shared/password"
	"latchkey/shared/secretsmanager"
	"latchkey/shared/throttle"
)

// Redeemer compares codes.
func Redeemer(p *boot.Process, store *dynamo.Store) passcode.Redeemer {
	codes, subjects := Keys(p)
	return passcode.Redeemer{Key: codes, Throttles: subjects, Counter: store, Users: store}
}

// Policy says which passwords may be set.
func Policy() password.Policy {
	return password.Policy{MinLength: boot.Number("PASSWORD_MIN_LENGTH")}
}

// Keys derives what codes and throttles are keyed by from the one secret.
func Keys(p *boot.Process) (passcode.Key, throttle.Key) {
	secret := boot.Must(secretsmanager.Open(p).Fetch(context.Background(), boot.String("PASSCODE_KEY")))
	return boot.Must(passcode.NewKey(secret)), boot.Must(throttle.NewKey(secret))
}

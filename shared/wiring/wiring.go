// Package wiring puts together what several functions are made of alike: the domain's rules
// with the adapters and settings of a process. It decides nothing.
//
// What sends messages is in package sending: a function that sends none must not link, nor
// initialise at each cold start, the clients that do.
package wiring

import (
	"context"
	"sync"
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/bulk"
	"latchkey/shared/dynamo"
	"latchkey/shared/flag"
	"latchkey/shared/passcode"
	"latchkey/shared/password"
	"latchkey/shared/secretsmanager"
	"latchkey/shared/supportpin"
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
	s := secret(p)
	return boot.Must(passcode.NewKey(s)), boot.Must(throttle.NewKey(s))
}

// Cursors are those of one list.
func Cursors(p *boot.Process, list string) api.Cursors {
	return boot.Must(api.NewCursors(secret(p), list))
}

// Flags are those of a process.
func Flags(store *dynamo.Store) *flag.Cache { return &flag.Cache{Store: store, Now: time.Now} }

// Ledger sees to it that a bulk request which is repeated is not done twice.
func Ledger(p *boot.Process, store *dynamo.Store) bulk.Ledger {
	return bulk.Ledger{Key: boot.Must(bulk.NewKey(secret(p))), Journal: store, Now: time.Now}
}

// PINKey is what support PINs are sealed under. It comes from a secret of its own, which the
// functions that see no PIN may not read.
func PINKey(p *boot.Process) supportpin.Key {
	return boot.Must(supportpin.NewKey(fetch(p, "PIN_KEY")))
}

var fetched struct {
	once  sync.Once
	value string
}

// secret is fetched once in a process, whatever is derived from it.
func secret(p *boot.Process) string {
	fetched.once.Do(func() { fetched.value = fetch(p, "PASSCODE_KEY") })
	return fetched.value
}

func fetch(p *boot.Process, name string) string {
	return boot.Must(secretsmanager.Open(p).Fetch(context.Background(), boot.String(name)))
}

// Package wiring puts together what several functions are made of alike: the domain's rules
// with the adapters and settings of a process. It decides nothing.
package wiring

import (
	"context"
	"crypto/rand"

	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/message"
	"latchkey/shared/passcode"
	"latchkey/shared/secretsmanager"
	"latchkey/shared/ses"
	"latchkey/shared/throttle"
)

// Codes makes, sends and compares codes. A function that sends no texts has a nil texter,
// and so links no SNS.
func Codes(p *boot.Process, store *dynamo.Store, texter message.Texter) (passcode.Issuer, passcode.Redeemer) {
	codes, subjects := keys(p)
	issuer := passcode.Issuer{
		Key:       codes,
		Throttles: subjects,
		Lifetime:  boot.Minutes("PASSCODE_MINUTES"),
		Random:    rand.Reader,
		Meter:     store,
		Ledger:    store,
		Courier:   Courier(p, texter),
	}
	return issuer, passcode.Redeemer{Key: codes, Throttles: subjects, Counter: store, Users: store}
}

// Issuer makes and sends codes.
func Issuer(p *boot.Process, store *dynamo.Store, texter message.Texter) passcode.Issuer {
	issuer, _ := Codes(p, store, texter)
	return issuer
}

// Redeemer compares codes.
func Redeemer(p *boot.Process, store *dynamo.Store) passcode.Redeemer {
	codes, subjects := keys(p)
	return passcode.Redeemer{Key: codes, Throttles: subjects, Counter: store, Users: store}
}

// Courier writes to users.
func Courier(p *boot.Process, texter message.Texter) message.Courier {
	return message.Courier{
		Service:   boot.String("SERVICE_NAME"),
		PublicURL: boot.Optional("PUBLIC_URL"),
		Mailer:    ses.Open(p, boot.String("MAIL_FROM")),
		Texter:    texter,
	}
}

// Throttles makes the subjects that failures are counted by.
func Throttles(p *boot.Process) throttle.Key {
	_, subjects := keys(p)
	return subjects
}

// keys derives what codes and throttles are keyed by from the one secret.
func keys(p *boot.Process) (passcode.Key, throttle.Key) {
	secret := boot.Must(secretsmanager.Open(p).Fetch(context.Background(), boot.String("PASSCODE_KEY")))
	return boot.Must(passcode.NewKey(secret)), boot.Must(throttle.NewKey(secret))
}

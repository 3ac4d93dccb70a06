// Package sending puts together what functions that send messages are made of.
package sending

import (
	"crypto/rand"
	"time"

	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/message"
	"latchkey/shared/passcode"
	"latchkey/shared/password"
	"latchkey/shared/registration"
	"latchkey/shared/ses"
	"latchkey/shared/wiring"
)

// Issuer makes and sends codes. A function that sends no texts has a nil texter, and so
// links no SNS.
func Issuer(p *boot.Process, store *dynamo.Store, texter message.Texter) passcode.Issuer {
	issuer, _ := Codes(p, store, texter)
	return issuer
}

// Codes makes, sends and compares codes.
func Codes(p *boot.Process, store *dynamo.Store, texter message.Texter) (passcode.Issuer, passcode.Redeemer) {
	codes, subjects := wiring.Keys(p)
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

// Registrar makes accounts.
func Registrar(p *boot.Process, store *dynamo.Store) registration.Registrar {
	return registration.Registrar{
		Store:   store,
		Policy:  wiring.Policy(),
		Hasher:  new(password.Hasher),
		Confirm: boot.On("EMAIL_CONFIRMATION"),
		Issuer:  Issuer(p, store, nil),
		Random:  rand.Reader,
		Now:     time.Now,
	}
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

// Package sending puts together what functions that send messages are made of.
package sending

import (
	"crypto/rand"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/aws/ses"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/registration"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/parts"
)

// Codes is all that a route needs to ask for a code and to take it.
type Codes struct {
	Issuer   passcode.Issuer
	Redeemer passcode.Redeemer
	Courier  message.Courier
}

// Open makes, sends and compares codes. A function that sends no texts has a nil texter,
// and so links no SNS.
func Open(p *boot.Process, store *dynamo.Store, texter message.Texter) Codes {
	redeemer := parts.Redeemer(p, store)
	courier := Courier(p, texter)
	return Codes{
		Courier:  courier,
		Redeemer: redeemer,
		Issuer: passcode.Issuer{
			Key:       redeemer.Key,
			Throttles: redeemer.Throttles,
			Lifetime:  boot.Minutes("PASSCODE_MINUTES"),
			Random:    rand.Reader,
			Meter:     store,
			Ledger:    store,
			Owners:    store,
			Courier:   courier,
		},
	}
}

// Registrar makes accounts.
func Registrar(p *boot.Process, store *dynamo.Store) registration.Registrar {
	return registration.Registrar{
		Store:   store,
		Policy:  parts.Policy(),
		Hasher:  new(password.Hasher),
		Confirm: boot.On("EMAIL_CONFIRMATION"),
		Issuer:  Open(p, store, nil).Issuer,
		Flags:   parts.Flags(store),
		Random:  rand.Reader,
		Now:     time.Now,
	}
}

// Courier writes to users.
func Courier(p *boot.Process, texter message.Texter) message.Courier {
	return message.Courier{
		Service:   boot.String("SERVICE_NAME"),
		Contact:   boot.Optional("SUPPORT_CONTACT"),
		PublicURL: boot.Optional("PUBLIC_URL"),
		Mailer:    ses.Open(p, boot.String("MAIL_FROM")),
		Texter:    texter,
		Pace:      new(message.Pace),
	}
}

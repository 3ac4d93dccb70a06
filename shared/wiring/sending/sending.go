// Package sending puts together what functions that send messages are made of.
package sending

import (
	"crypto/rand"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/aws/ses"
	"latchkey/shared/domain/guessing"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/registration"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/setup"
)

// Codes is all that a route needs to ask for a code and to take it.
type Codes struct {
	Issuer   passcode.Issuer
	Redeemer passcode.Redeemer
	Notifier message.Notifier
	Watch    guessing.Watch
}

// Open makes, sends and compares codes. A function that sends no texts has a nil sender,
// and so links no SNS.
func Open(p *boot.Process, store *dynamo.Store, sms message.SMSSender) Codes {
	redeemer := setup.Redeemer(p, store)
	notifier := Notifier(p, sms)
	watch := Watch(notifier, redeemer.Throttles, store)
	redeemer.Watch = watch
	return Codes{
		Notifier: notifier,
		Watch:    watch,
		Redeemer: redeemer,
		Issuer: passcode.Issuer{
			Key:       redeemer.Key,
			Throttles: redeemer.Throttles,
			Lifetime:  boot.Minutes("PASSCODE_MINUTES"),
			Random:    rand.Reader,
			Meter:     store,
			Store:     store,
			Owners:    store,
			Devices:   store,
			Notifier:  notifier,
			Enrolled:  store,
			Passkeys:  setup.Passkeys(),
		},
	}
}

// Watch tells users of guesses at their account.
func Watch(n message.Notifier, subjects throttle.Key, store *dynamo.Store) guessing.Watch {
	return guessing.Watch{
		Throttles: subjects, Counter: store, Hourly: message.Hourly{Notifier: n, Throttles: subjects, Quiet: store},
		Slot: guessing.Slot, After: time.After,
	}
}

// Registrar makes accounts.
func Registrar(p *boot.Process, store *dynamo.Store) registration.Registrar {
	codes := Open(p, store, nil)
	return registration.Registrar{
		Store:   store,
		Policy:  setup.Policy(p),
		Hasher:  new(password.Hasher),
		Confirm: boot.On("EMAIL_CONFIRMATION"),
		Issuer:  codes.Issuer,
		Inviter: codes.Notifier,
		Flags:   setup.Flags(store),
		Random:  rand.Reader,
		Now:     boot.Now,
	}
}

// Notifier writes to users.
func Notifier(p *boot.Process, sms message.SMSSender) message.Notifier {
	return message.Notifier{
		Service:  boot.String("SERVICE_NAME"),
		Contact:  boot.Optional("SUPPORT_CONTACT"),
		Language: boot.String("DEFAULT_LANGUAGE"),
		Accent:   boot.String("ACCENT"),
		Links:    message.Links{Public: boot.Optional("PUBLIC_URL"), NoPages: boot.String("PAGES") == "off", Confirm: boot.Optional("CONFIRM_URL"), Reset: boot.Optional("RESET_URL")},
		Mailer: ses.Open(p, ses.Sender{
			From: boot.String("MAIL_FROM"), ReplyTo: boot.Optional("REPLY_TO"), ConfigurationSet: boot.Optional("CONFIGURATION_SET"),
		}),
		SMSSender: sms,
		Pace:      new(message.Pace),
	}
}
